/* What the exercises write: the backward passes of a siamese net, one function each.
 *
 * Every function is given the derivative of the loss L by what the forward pass put out (dz = dL/dz, and so on) and ADDS
 * the derivative by what went in: `da[i] += ...`, never `da[i] = ...`. In a siamese net both branches add into the same
 * numbers, and `=` would throw one of them away. Matrices are stored row after row: W[o][i] is W[o * n + i]. */
#pragma once
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* 1.  s = a.b = sum_i a[i] b[i] */
void dot_backward(size_t n, const double a[], const double b[], double ds, double da[], double db[]);

/* 2.  r = |x| = sqrt(sum_i x[i]^2); r is given */
void norm_backward(size_t n, const double x[], double r, double dr, double dx[]);

/* 3.  c = a.b / (|a| |b|); c, |a| and |b| are given */
void cosine_backward(size_t n, const double a[], const double b[], double c, double norm_a, double norm_b,
                     double dc, double da[], double db[]);

/* 4.  L = sum of c over the forged pairs - sum of c over the genuine ones */
void sum_backward(size_t pairs, const bool genuine[], double dL, double dc[]);

/* 5.  L = 1/N sum_k 1/2 (c[k] - t[k])^2, N = pairs */
void target_backward(size_t pairs, const double c[], const double t[], double dL, double dc[]);

/* 6.  L = sum_k of 1 - c[k] for a genuine pair, max(0, c[k] - m) for a forged one */
void margin_backward(size_t pairs, const bool genuine[], double m, const double c[], double dL, double dc[]);

/* 7.  z[o] = b[o] + sum_i W[o][i] x[i]; W is units x n */
void dense_backward(size_t units, size_t n, const double W[], const double x[], const double dz[],
                    double dW[], double db[], double dx[]);

/* 8.  h[i] = tanh(z[i]); h is given, and z is not needed */
void tanh_backward(size_t n, const double h[], const double dh[], double dz[]);

/* 9.  z[o][t] = b[o] + sum_c sum_k W[o][c][k] x[c][step t + k]
 *     x is channels x time, W is maps x channels x kernel, z and dz are maps x out_time */
void conv_backward(size_t channels, size_t time, size_t maps, size_t kernel, size_t step, size_t out_time,
                   const double W[], const double x[], const double dz[], double dW[], double db[],
                   double dx[]);

/* 10. y[c][t] = 1/f sum_j x[c][f t + j], j = 0 ... f-1; x is channels x (f out_time) */
void average_backward(size_t channels, size_t out_time, size_t f, const double dy[], double dx[]);

/* 11. one layer, used by both branches: zA = W xA and zB = W xB; W is units x n. Only dW is asked for. */
void branches_backward(size_t units, size_t n, const double xA[], const double xB[], const double dzA[],
                       const double dzB[], double dW[]);

/* 12. L = sum_k log(1 + exp(-y[k] s c[k])), y = +1 for a genuine pair, -1 for a forged one */
void logistic_backward(size_t pairs, const double y[], double s, const double c[], double dL, double dc[]);
