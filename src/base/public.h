/* Begins the part of a header that is for users of the installed library; "base/public_end.h" ends it. A header that has
 * such a part is public: `make install` puts it in place, C and C++ may include it, and the shared library shows what it
 * declares and nothing else.
 *
 * at_least(n) is `static n` where C has it: an array argument of n numbers or more, which the compiler then checks. */
#ifdef __cplusplus
extern "C" {
#define at_least(n)
#define restrict
#else
#define at_least(n) static n /* of an array argument: n numbers or more */
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif
