/* The wrong backwards of the encoder's steps; src/net/faults.c says what each of them is. */
#pragma once
#include "net/step.h"

StepBackward faults_encoder_conv_bias_last, faults_encoder_conv_kernel_reversed,
    faults_encoder_conv_off_by_one, faults_encoder_conv_step_forgotten, faults_encoder_conv_last_map;
StepBackward faults_encoder_dense_assigned, faults_encoder_dense_transposed,
    faults_encoder_dense_input_transposed, faults_encoder_dense_one_entry, faults_encoder_dense_last_column,
    faults_encoder_dense_bias_forgotten;
StepBackward faults_encoder_tanh_from_input, faults_encoder_tanh_forgotten;
StepBackward faults_encoder_lecun_constants, faults_encoder_lecun_slope;
StepBackward faults_encoder_relu_everywhere;
StepBackward faults_encoder_average_undivided;
StepBackward faults_encoder_flatten_time_first;

/* Whether the fault would change anything in this step. */
bool faults_encoder_has_kernel(const Step *step);   /* three instants or more */
bool faults_encoder_has_step(const Step *step);     /* the window moves on by more than one */
bool faults_encoder_has_matrix(const Step *step);   /* more than one row and column */
bool faults_encoder_has_time(const Step *step);     /* more than one instant leaves it */
bool faults_encoder_has_window(const Step *step);   /* averages more than one instant */
bool faults_encoder_has_channels(const Step *step); /* more than one row and instant come in */
