/* What a signature lost on its way into another file: measured, by reading that file back. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "pen/penfile.h"

/* The sum over the files so far; all zero to begin with. */
typedef struct ConvertLoss {
    size_t files, points;            /* how many */
    PenfileFormat from;              /* of the first file */
    bool from_several;               /* formats */
    size_t angles;                   /* files that had the pen's azimuth and altitude */
    size_t no_pressure;              /* files that had no pressure */
    size_t repaired, repaired_files; /* points whose time was made to grow on reading */
    size_t marks;                    /* points that are ink on one side and air on the other */
    size_t counts_files;             /* files whose millimetres have become counts */
    double place;             /* the farthest that x or y moved, in the unit of the file that was read */
    double place_millimetres; /* the same for those in millimetres */
    double time, pressure;    /* the farthest, in s and parts of the whole range */
} ConvertLoss;

/* Adds what is different between the signature that was read and the one that came back. Trouble: another number of
 * points, which no writer may cause. */
Status convert_loss_add(ConvertLoss *loss, PenfileFormat from, const Signature *signature,
                        const Signature *back);

/* Prints what was done and a line for each thing that was lost; "nothing is lost" where nothing was. */
void convert_loss_print(const ConvertLoss *loss, PenfileFormat to, const char *where, FILE *out);
