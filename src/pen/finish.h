/* The end of every reader, and of every writer. */
#pragma once
#include "base/files.h"
#include "base/status.h"
#include "pen/signature.h"

/* When all went well until here (`status`), repairs the times and checks the signature; on trouble frees it. The sentence
 * begins with `name`, that of the file. */
Status finish_reading(const char *name, Status status, Signature *signature);

/* Writes a file, in place of one that stands there, through files_replace. Trouble, and no writing, for a signature that
 * signature_check or, at so many ticks a second, ticks_check refuses. */
Status finish_writing(const char *path, const Signature *signature, double ticks_a_second, FilesWriter *write,
                      const void *context);
