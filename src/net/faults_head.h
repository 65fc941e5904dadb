/* The wrong backwards of the head, and of the way the steps are joined; src/net/faults.c says what each of them is. */
#pragma once
#include "net/decay.h"
#include "net/mean.h"
#include "net/siamese.h"

StepBackward faults_head_cosine_sign, faults_head_cosine_projection, faults_head_cosine_norm,
    faults_head_cosine_exchanged;
StepBackward faults_head_distance_sign;
StepBackward faults_head_sum_labels, faults_head_target_sign, faults_head_margin_inverted,
    faults_head_contrastive_sign, faults_head_triplet_negative, faults_head_logistic_scale;

NetBranchesBackward faults_head_branches_one, faults_head_branches_averaged;
MeanBackward faults_head_mean_forgotten;
DecayBackward faults_head_decay_halved;
