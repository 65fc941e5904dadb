#include "judge.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "words/words.h"

static const double pi = 3.14159265358979323846;

static const char *skip_blanks(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return text;
}

/* One factor: a number, pi, or sqrt(number). NULL when there is none; else where it ends. */
static const char *read_factor(const char *text, double *value)
{
    text = skip_blanks(text);
    if (strncmp(text, "pi", 2) == 0 || strncmp(text, "\xcf\x80", 2) == 0) {
        *value = pi;
        return text + 2;
    }
    bool root = strncmp(text, "sqrt", 4) == 0;
    const char *inside = root ? skip_blanks(text + 4) : text;
    bool bracket = root && *inside == '(';
    inside += bracket;
    /* strtod alone would take "inf", "nan" and hexadecimals. */
    if (!isdigit((unsigned char)*inside) && !(*inside == '.' && isdigit((unsigned char)inside[1])))
        return NULL;
    if (inside[0] == '0' && (inside[1] == 'x' || inside[1] == 'X'))
        return NULL;
    char *end;
    *value = strtod(inside, &end);
    if (root)
        *value = sqrt(*value);
    return bracket ? (*end == ')' ? end + 1 : NULL) : end;
}

static bool is_unit(const char *text)
{
    static const char *const units[] = {"", "\xc2\xb0", "deg", "degrees", "graus", "%", "rad"};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(text, units[i]) == 0)
            return true;
    return false;
}

bool judge_read(const char *text, double *number)
{
    char copy[80] = "";
    size_t length = strlen(text);
    if (length >= sizeof copy)
        return false;
    for (size_t i = 0; i <= length; i++) /* a decimal comma, and a capital letter of a careful hand */
        copy[i] = text[i] == ',' ? '.' : (char)tolower((unsigned char)text[i]);
    while (length > 0 && isspace((unsigned char)copy[length - 1]))
        copy[--length] = 0;
    const char *rest = skip_blanks(copy);
    bool minus = *rest == '-';
    if (*rest == '-' || *rest == '+')
        rest++;
    else if (strncmp(rest, "\xe2\x88\x92", 3) == 0) {
        minus = true;
        rest += 3;
    }
    double value, factor;
    rest = read_factor(rest, &value);
    while (rest) {
        rest = skip_blanks(rest);
        if (*rest != '/' && *rest != '*')
            break;
        bool divide = *rest == '/';
        rest = read_factor(rest + 1, &factor);
        if (!rest || (divide && factor == 0))
            return false;
        value = divide ? value / factor : value * factor;
    }
    if (!rest || !is_unit(rest) || !isfinite(value))
        return false;
    *number = minus ? -value : value;
    return true;
}

JudgeVerdict judge_number(double truth, double room, bool degrees, double answer)
{
    const double size = fabs(truth), near = fmax(room, 0.02 * size);
    if (fabs(answer - truth) <= room)
        return JUDGE_RIGHT;
    if (fabs(answer - truth) <= 0.1 * size)
        return JUDGE_NEAR;
    if (size > room && fabs(answer + truth) <= near)
        return JUDGE_SIGN;
    if (size > room && fabs(answer - 2 * truth) <= near)
        return JUDGE_DOUBLE;
    if (size > room && fabs(answer - truth / 2) <= near / 2)
        return JUDGE_HALF;
    if (degrees && fabs(answer * 180 / pi - truth) <= near)
        return JUDGE_RADIANS;
    if (size > room && answer / truth > 0) {
        double decades = log10(answer / truth);
        if (fabs(decades - round(decades)) < 0.01 && fabs(decades) < 7)
            return JUDGE_POWER;
    }
    return answer > truth ? JUDGE_TOO_LARGE : JUDGE_TOO_SMALL;
}

const char *judge_sentence(JudgeVerdict verdict)
{
    static const char *const sentences[] = {
        [JUDGE_RIGHT] = N_("Right."),
        [JUDGE_NEAR] = N_("Very near: within a tenth."),
        [JUDGE_SIGN] = N_("The right size, with the other sign: which way does it point?"),
        [JUDGE_DOUBLE] = N_("Exactly twice too much: is something counted two times?"),
        [JUDGE_HALF] = N_("Exactly half of it: does something count two times?"),
        [JUDGE_POWER] = N_("The right digits, with the point in another place."),
        [JUDGE_RADIANS] = N_("Right in radians; here it is in degrees (times 180, divided by pi)."),
        [JUDGE_TOO_LARGE] = N_("A little less than that."),
        [JUDGE_TOO_SMALL] = N_("A little more than that."),
    };
    return _(sentences[verdict]);
}
