#include "train/threads.h"

#ifdef _OPENMP
#include <omp.h>
#endif

void threads_rest(void)
{
/* OpenMP 5.0 has the call; gcc 9 to 13 have it and say they are of 4.5. */
#if defined _OPENMP && (_OPENMP >= 201811 || (defined __GNUC__ && !defined __clang__ && __GNUC__ >= 9))
    (void)omp_pause_resource_all(omp_pause_soft); /* where it cannot, they wait awake */
#endif
}
