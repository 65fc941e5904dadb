/* Ends what "base/public.h" began. */
#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#undef at_least
#ifdef __cplusplus
#undef restrict
}
#endif
