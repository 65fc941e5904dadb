#include "train/split.h"

#include "support/test.h"

static void count_roles(const Split *split, size_t users, int roles[][SPLIT_ROLES])
{
    for (size_t role = 0; role < SPLIT_ROLES; role++)
        for (size_t i = 0; i < split->count[role]; i++) {
            assert_true(split->users[role][i] < users);
            roles[split->users[role][i]][role]++;
        }
}

static void every_user_has_exactly_one_role(void **state)
{
    (void)state;
    Split split;
    assert_ok(split_users(17, 3, 4, 5, &split));
    assert_int_equal(split.count[SPLIT_TRAINING], 10);
    assert_int_equal(split.count[SPLIT_VALIDATION], 3);
    assert_int_equal(split.count[SPLIT_TEST], 4);
    int roles[17][SPLIT_ROLES] = {0};
    count_roles(&split, 17, roles);
    for (int u = 0; u < 17; u++)
        assert_int_equal(roles[u][0] + roles[u][1] + roles[u][2], 1);
    split_free(&split);
}

static void the_seed_decides_who(void **state)
{
    (void)state;
    Split a, again, other;
    assert_ok(split_users(40, 5, 10, 1, &a));
    assert_ok(split_users(40, 5, 10, 1, &again));
    assert_ok(split_users(40, 5, 10, 2, &other));
    assert_memory_equal(a.users[SPLIT_TEST], again.users[SPLIT_TEST], 10 * sizeof(size_t));
    assert_memory_not_equal(a.users[SPLIT_TEST], other.users[SPLIT_TEST], 10 * sizeof(size_t));
    split_free(&a);
    split_free(&again);
    split_free(&other);
}

static void over_the_folds_every_user_is_tested_once(void **state)
{
    (void)state;
    int tested[42][SPLIT_ROLES] = {0};
    for (size_t fold = 0; fold < 4; fold++) {
        Split split;
        assert_ok(split_fold(42, 4, fold, 5, 1, &split));
        assert_int_equal(split.count[0] + split.count[1] + split.count[2], 42);
        int roles[42][SPLIT_ROLES] = {0};
        count_roles(&split, 42, roles);
        for (int u = 0; u < 42; u++) {
            assert_int_equal(roles[u][0] + roles[u][1] + roles[u][2], 1);
            tested[u][SPLIT_TEST] += roles[u][SPLIT_TEST];
        }
        split_free(&split);
    }
    for (int u = 0; u < 42; u++)
        assert_int_equal(tested[u][SPLIT_TEST], 1);
}

/* The first of four folds: a quarter is tested, and the users after it are validated on. */
static void a_split_is_the_first_of_its_folds(void **state)
{
    (void)state;
    Split split, fold;
    assert_ok(split_users(12, 2, 3, 6, &split));
    assert_ok(split_fold(12, 4, 0, 2, 6, &fold));
    for (size_t role = 0; role < SPLIT_ROLES; role++) {
        assert_int_equal(split.count[role], fold.count[role]);
        assert_memory_equal(split.users[role], fold.users[role], split.count[role] * sizeof(size_t));
    }
    split_free(&split);
    split_free(&fold);
}

static void a_split_that_leaves_nobody_to_train_on_is_refused(void **state)
{
    (void)state;
    Split split;
    assert_trouble(split_users(5, 2, 3, 1, &split), "5 users cannot be split");
    assert_trouble(split_users(1, 0, 1, 1, &split), "cannot be split");
    assert_null(split.users[SPLIT_TRAINING]);
}

static void a_user_is_given_a_role_besides(void **state)
{
    (void)state;
    Split split;
    assert_ok(split_users(5, 1, 1, 1, &split));
    assert_ok(split_add(&split, SPLIT_TRAINING, 5));
    assert_ok(split_add(&split, SPLIT_TRAINING, 6));
    assert_int_equal(split.count[SPLIT_TRAINING], 5);
    assert_int_equal(split.users[SPLIT_TRAINING][3], 5);
    assert_int_equal(split.users[SPLIT_TRAINING][4], 6);
    assert_int_equal(split.count[SPLIT_VALIDATION], 1);
    for (size_t user = 7; user < 1000; user++)
        assert_ok(split_add(&split, SPLIT_TRAINING, user));
    assert_int_equal(split.count[SPLIT_TRAINING], 998);
    for (size_t i = 3; i < 998; i++)
        assert_int_equal(split.users[SPLIT_TRAINING][i], i + 2);
    split_free(&split);
    assert_memory_equal(&split, &(Split){0}, sizeof split);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_user_has_exactly_one_role),
        cmocka_unit_test(the_seed_decides_who),
        cmocka_unit_test(over_the_folds_every_user_is_tested_once),
        cmocka_unit_test(a_user_is_given_a_role_besides),
        cmocka_unit_test(a_split_is_the_first_of_its_folds),
        cmocka_unit_test(a_split_that_leaves_nobody_to_train_on_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
