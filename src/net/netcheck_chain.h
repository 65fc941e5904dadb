/* The net as a chain of steps, each of which takes all pairs (or all branches of all pairs) at once. */
#pragma once
#include "net/netcheck_state.h"

/* Fills netcheck->steps and links and names them in its problem; the blocks and constants are there. */
void netcheck_chain_build(Netcheck *netcheck);
