/* The end of every reader. */
#pragma once
#include "base/status.h"
#include "pen/signature.h"

/* When all went well until here (`status`), repairs the times and checks the signature; on trouble frees it. The sentence
 * begins with `name`, that of the file. */
Status finish_reading(const char *name, Status status, Signature *signature);
