/* Memory that is not to be had while a language is chosen. */
#include "support/refused.h"

#include "words/words.h"

/* Without it the words are English. */
static Status speak(void)
{
    const Status status = words_begin("pt_BR");
    refused_promise(strcmp(words_language(), status.ok ? "pt_BR" : "en") == 0);
    refused_promise(strcmp(words_get("this text"), status.ok ? "este texto" : "this text") == 0);
    (void)words_begin("en"); /* which gives back what the other one took */
    return status;
}

static void whichever_request_fails_the_words_are_those_of_a_language(void **state)
{
    (void)state;
    refused_each("words_begin", speak, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whichever_request_fails_the_words_are_those_of_a_language),
    };
    return cmocka_run_group_tests_name("words memory", tests, NULL, NULL);
}
