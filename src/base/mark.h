/* Marks a text of a table, so that the catalogue of translations has it; whoever shows the text translates it there
 * (src/words). Thus a floor below the words can hold texts that are shown in several languages.
 *
 *     static const char title[] = N_("Angle of every pair"); */
#pragma once

/* The text itself: only the tools that collect the texts look at the mark. */
#define N_(text) text
