/* The set of features with these names. */
#pragma once
#include "pen/features.h"
#include "support/test.h"

static inline FeatureSet parsed(const char *names)
{
    FeatureSet set;
    assert_ok(features_parse(names, &set));
    return set;
}
