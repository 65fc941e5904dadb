#include "draw/theme.h"

#include <assert.h>
#include <math.h>

#define HEX(rgb)                                                                                             \
    {                                                                                                        \
        ((rgb) >> 16 & 255) / 255.0, ((rgb) >> 8 & 255) / 255.0, ((rgb)&255) / 255.0                         \
    }

static const Theme dark = {
    .window = HEX(0x101317),
    .panel = HEX(0x191E24),
    .border = HEX(0x2E3640),
    .grid = HEX(0x2B323B),
    .axis = HEX(0x7D8896),
    .text = HEX(0xECEFF3),
    .muted = HEX(0xA3AEBB),
    .genuine = HEX(0x56B4E9),
    .forged = HEX(0xE69F00),
    .genuine_text = HEX(0x6CC0F0),
    .forged_text = HEX(0xF0AE1E),
    .threshold = HEX(0xF4F6F8),
    .forward = HEX(0x18B98B),
    .backward = HEX(0xE78FC0),
    .backward_text = HEX(0xEBA3CB),
    .training = HEX(0xECEFF3),
    .validation = HEX(0xB49CF0),
    .warning_text = HEX(0xFF8F7A),
    .wrong = HEX(0xE5484D),
};

#define LIGHT                                                                                                \
    .window = HEX(0xECEFF2), .panel = HEX(0xFFFFFF), .border = HEX(0xCBD2D9), .grid = HEX(0xE3E7EB),         \
    .axis = HEX(0x6B7682), .text = HEX(0x14181D), .muted = HEX(0x4C5762), .genuine = HEX(0x0072B2),          \
    .forged = HEX(0xD55E00), .genuine_text = HEX(0x005F96), .forged_text = HEX(0xA84700),                    \
    .threshold = HEX(0x000000), .forward = HEX(0x009E73), .backward = HEX(0xCC79A7),                         \
    .backward_text = HEX(0x9A3D70), .training = HEX(0x14181D), .validation = HEX(0x6A4BC4),                  \
    .warning_text = HEX(0xB3261E), .wrong = HEX(0xC62828)

static const Theme light = {LIGHT};
static const Theme projector = {LIGHT, .least_line = 3};

static const Theme contrast = {
    .window = HEX(0x000000),
    .panel = HEX(0x000000),
    .border = HEX(0x5E6670),
    .grid = HEX(0x3A3A3A),
    .axis = HEX(0xD0D0D0),
    .text = HEX(0xFFFFFF),
    .muted = HEX(0xE2E6EA),
    .genuine = HEX(0x35C8FF),
    .forged = HEX(0xFFC400),
    .genuine_text = HEX(0x6FDBFF),
    .forged_text = HEX(0xFFD24D),
    .threshold = HEX(0xFFFFFF),
    .forward = HEX(0x2BFFB4),
    .backward = HEX(0xFF9AE0),
    .backward_text = HEX(0xFFB5E8),
    .training = HEX(0xFFFFFF),
    .validation = HEX(0xC9B2FF),
    .warning_text = HEX(0xFF9C8C),
    .wrong = HEX(0xFF5A4F),
    .least_line = 2,
};

const Theme *theme_named(ThemeName name)
{
    static const Theme *const themes[THEME_COUNT] = {[THEME_DARK] = &dark,
                                                     [THEME_LIGHT] = &light,
                                                     [THEME_CONTRAST] = &contrast,
                                                     [THEME_PROJECTOR] = &projector};
    assert(name < THEME_COUNT);
    return themes[name];
}

static double linear(double channel)
{
    return channel <= 0.03928 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4);
}

static double luminance(Colour colour)
{
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

double theme_contrast(Colour one, Colour other)
{
    double a = luminance(one), b = luminance(other);
    return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

Colour theme_mix(Colour one, Colour other, double share)
{
    return (Colour){one.red + share * (other.red - one.red), one.green + share * (other.green - one.green),
                    one.blue + share * (other.blue - one.blue)};
}
