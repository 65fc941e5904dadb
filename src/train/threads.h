/* The threads that share a training step and the embedding of many signatures. */
#pragma once

/* Fewer pieces of work than this are done by the thread that asks: to wake others for them takes longer. */
enum { THREADS_WORTH = 64 };

/* Sends the other threads away until there is work for them again. They wait for it awake, for some milliseconds of a
 * processor each time, which is right between two training steps and wrong when this thread goes on to something else. What
 * is computed does not depend on it. To be called from the thread that trains. */
void threads_rest(void);
