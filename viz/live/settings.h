/* The settings of a run in words, for the caption of a picture: enough to make the same run again. */
#pragma once
#include "live/snapshot.h"

enum { SETTINGS_SIZE = 640 };

/* Writes two or three sentences: how far the run has come, how it trains, and on what. */
void settings_write(const Snapshot *snapshot, char text[static SETTINGS_SIZE]);
