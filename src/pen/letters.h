/* A joined hand: for each letter the points that its strokes aim at.
 *
 * The shapes are this project's own, drawn for the Sigma-Lognormal model: a stroke rarely arrives where it
 * aims, because the next begins before it is over, so tops are aimed too high and bowls too wide, and the
 * hand rounds them off. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Strokes of a letter, at most. */
enum { LETTERS_TARGETS_MAX = 8 };

/* One stroke of a letter: from where the pen is to (x, y), in heights of a small letter above the baseline
 * and right of the letter's left edge. */
typedef struct LettersTarget {
    double x, y; /* where the stroke aims */
    double turn; /* rad; the arc's turn to the left, negative to the right */
} LettersTarget;

/* What the hand does for one character. */
typedef struct Letter {
    char name;               /* the character */
    double width;            /* to the left edge of the next letter */
    double start_x, start_y; /* where a capital begins; a small letter begins where the pen is */
    bool dotted, crossed;    /* an i's dot, a t's bar: written when the word is done */
    bool apart;              /* the pen is lifted before the next letter */
    size_t air;              /* the target that the pen comes to through the air, counted from 1; 0: none */
    size_t count;            /* of targets */
    LettersTarget targets[LETTERS_TARGETS_MAX]; /* in the order of writing */
} Letter;

/* The letter, or NULL for a character that has none: a-z but g q w x z, and the capitals of letters_capitals. */
const Letter *letters_find(char name);

/* The characters there are, each a string. */
extern const char letters_vowels[], letters_consonants[], letters_capitals[];
