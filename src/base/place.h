/* Where the running program lies, for what is found from there: no path is built in, so that what was installed can be
 * moved. */
#pragma once
#include <stddef.h>

#include "base/status.h"

/* Writes the folder of the running program, without the last '/', to `folder`, which has room for `size` bytes. Links that
 * the program was started through are followed. Trouble: the system does not tell, or the path does not fit. */
Status place_of_program(size_t size, char folder[]);
