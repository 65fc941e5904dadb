/* A number that has little room: 0.25, 12.5, 1000, 12.3k, 1.23M. */
#pragma once

typedef struct ShortNumber {
    char text[16];
} ShortNumber;

/* A finite number >= 0 with so many digits (1 ... 3), but all those before its point, up to 9999; from there on in
 * thousands, millions, and so on. Six characters at most for what lies between 0.01 and 10^15. */
ShortNumber short_number(double value, int digits);
