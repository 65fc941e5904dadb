/* The menu of the lessons: lists them, with where the person was, and asks for one. */
#pragma once
#include <stddef.h>

#include "screen.h"

/* The index in the contents of the lesson that is chosen; contents_count() when the person leaves. */
size_t menu_choose(Screen *screen);
