#define _POSIX_C_SOURCE 200809L
#include "base/files.h"
#include "base/random.h"
#include "support/own_folder.h"
#include "support/test.h"
#include "train/safetensors.h"

#include <stdlib.h>
#include <unistd.h>

/* A file made by hand: this header, then `size` bytes 0, 1, 2, ... Returns its size. */
static size_t by_hand(const char *header, size_t size, unsigned char file[static 2000])
{
    size_t length = strlen(header);
    assert_true(length + size + 8 <= 2000);
    for (size_t i = 0; i < 8; i++)
        file[i] = (unsigned char)((uint64_t)length >> (8 * i));
    memcpy(file + 8, header, length);
    for (size_t i = 0; i < size; i++)
        file[8 + length + i] = (unsigned char)i;
    return 8 + length + size;
}

static Status parse_by_hand(const char *header, size_t size, Safetensors **file)
{
    unsigned char bytes[2000];
    return safetensors_parse("a file", by_hand(header, size, bytes), bytes, file);
}

static const double weights[6] = {1.5, -2, 0.1, 1e-310, -0.0, 1e300};
static const float biases[3] = {0.1F, -7, 3e38F};
static const int64_t numbers[2] = {INT64_MIN, 77};
static const uint8_t flags[3] = {0, 128, 255};

static const SafetensorsTensor tensors[] = {
    {"flags", SAFETENSORS_U8, 1, {3}, flags},
    {"conv1.W", SAFETENSORS_F64, 2, {2, 3}, weights},
    {"conv1.b", SAFETENSORS_F32, 1, {3}, biases},
    {"numbers", SAFETENSORS_I64, 2, {2, 1}, numbers},
    {"one", SAFETENSORS_F64, 0, {0}, &weights[2]},
    {"nothing", SAFETENSORS_F64, 2, {4, 0}, weights},
    {"na\xc3\xafve \"q\"", SAFETENSORS_U8, 1, {1}, flags},
};
enum { TENSORS = sizeof tensors / sizeof *tensors };

static const SafetensorsText texts[] = {{"net", "conv:12x11/3 tanh"}, {"seed", "18446744073709551615"}};

static Safetensors *written_and_read(void)
{
    Safetensors *file;
    assert_ok(safetensors_write(own_folder_file("a"), TENSORS, tensors, 2, texts));
    assert_ok(safetensors_read(own_folder_file("a"), &file));
    return file;
}

static void what_is_written_is_read_back_bit_for_bit(void **state)
{
    (void)state;
    Safetensors *file = written_and_read();
    assert_int_equal(safetensors_count(file), TENSORS);
    double doubles[6];
    int64_t integers[2];
    assert_ok(safetensors_get_doubles(file, "conv1.W", 2, (size_t[]){2, 3}, true, doubles));
    assert_memory_equal(doubles, weights, sizeof weights);
    assert_ok(safetensors_get_doubles(file, "conv1.b", 1, (size_t[]){3}, true, doubles));
    for (int i = 0; i < 3; i++)
        assert_true(doubles[i] == (double)biases[i]);
    assert_ok(safetensors_get_integers(file, "numbers", 2, (size_t[]){2, 1}, integers));
    assert_memory_equal(integers, numbers, sizeof numbers);
    assert_ok(safetensors_get_doubles(file, "one", 0, NULL, true, doubles));
    assert_true(doubles[0] == 0.1);
    assert_ok(safetensors_get_doubles(file, "nothing", 2, (size_t[]){4, 0}, true, doubles));
    assert_memory_equal(safetensors_find(file, "flags")->bytes, flags, sizeof flags);
    assert_non_null(safetensors_find(file, "na\xc3\xafve \"q\""));
    assert_null(safetensors_find(file, "conv1"));
    assert_string_equal(safetensors_text(file, "net"), "conv:12x11/3 tanh");
    assert_string_equal(safetensors_text(file, "seed"), "18446744073709551615");
    assert_null(safetensors_text(file, "loss"));
    safetensors_destroy(file);
}

static void an_empty_file_of_tensors_is_one(void **state)
{
    (void)state;
    Safetensors *file;
    assert_ok(safetensors_write(own_folder_file("empty"), 0, NULL, 0, NULL));
    assert_ok(safetensors_read(own_folder_file("empty"), &file));
    assert_int_equal(safetensors_count(file), 0);
    assert_null(safetensors_text(file, "net"));
    safetensors_destroy(file);
    safetensors_destroy(NULL);
}

/* The layout against the format's description, byte by byte. */
static void the_bytes_of_a_file_are_those_of_the_format(void **state)
{
    (void)state;
    const uint8_t byte = 7;
    const double number = 1; /* 3ff0000000000000 */
    const SafetensorsTensor two[] = {{"b", SAFETENSORS_U8, 1, {1}, &byte},
                                     {"n", SAFETENSORS_F64, 0, {0}, &number}};
    const char header[] = "{\"n\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]},"
                          "\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[8,9]}}";
    assert_ok(safetensors_write(own_folder_file("two"), 2, two, 0, NULL));
    char *bytes;
    size_t size;
    assert_ok(files_read(own_folder_file("two"), 1000, &bytes, &size));
    size_t length = (sizeof header - 1 + 7) / 8 * 8;
    assert_int_equal(size, 8 + length + 9);
    assert_int_equal((unsigned char)bytes[0], length);
    for (int i = 1; i < 8; i++)
        assert_int_equal(bytes[i], 0);
    assert_memory_equal(bytes + 8, header, sizeof header - 1);
    for (size_t i = sizeof header - 1; i < length; i++)
        assert_int_equal(bytes[8 + i], ' ');
    assert_memory_equal(bytes + 8 + length, "\0\0\0\0\0\0\xf0\x3f\x07", 9);
    free(bytes);
}

static void tensors_are_told_in_the_order_of_the_file(void **state)
{
    (void)state;
    Safetensors *file;
    assert_ok(parse_by_hand("{\"late\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[4,6]},"
                            "\"none\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[4,4]},"
                            "\"early\":{\"shape\":[1],\"data_offsets\":[0,4],\"dtype\":\"F32\"}}  \n",
                            6, &file));
    assert_string_equal(safetensors_at(file, 0)->name, "early");
    assert_string_equal(safetensors_at(file, 1)->name, "none");
    assert_string_equal(safetensors_at(file, 2)->name, "late");
    assert_int_equal(safetensors_at(file, 2)->bytes[0], 4);
    assert_int_equal(safetensors_at(file, 2)->bytes[1], 5);
    safetensors_destroy(file);
}

#define TENSOR(type, shape, from, to)                                                                        \
    "{\"dtype\":\"" type "\",\"shape\":" shape ",\"data_offsets\":[" #from "," #to "]}"

static void broken_headers_are_refused_with_a_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        size_t size;
        const char *sentence;
    } broken[] = {
        {"", 0, "a file: no safetensors file: its header does not begin with '{'"},
        {"[]", 0, "does not begin with '{'"},
        {" {}", 0, "does not begin with '{'"},
        {"{", 0, "a file: its header, byte 1"},
        {"{}x", 0, "end of file expected"},
        {"{}", 3, "the last 3 bytes belong to no tensor"},
        {"{\"a\":1}", 0, "tensor 'a': expected dtype, shape and data_offsets"},
        {"{\"a\":{}}", 0, "tensor 'a': expected dtype, shape and data_offsets"},
        {"{\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1],\"more\":1}}", 1,
         "expected dtype, shape and"},
        {"{\"a\":{\"dtype\":\"U8\",\"shape\":[],\"offsets\":[0,1]}}", 1,
         "two whole numbers as its data_offsets"},
        {"{\"a\":{\"dtype\":8,\"shape\":[],\"data_offsets\":[0,1]}}", 1, "expected a text as its dtype"},
        {"{\"a\":{\"dtype\":\"U8\",\"shape\":1,\"data_offsets\":[0,1]}}", 1, "expected a list as its shape"},
        {"{\"a\":" TENSOR("F16", "[1]", 0, 2) "}", 2,
         "tensor 'a': its dtype is F16; only F64, F32, I64 and U8"},
        {"{\"a\":" TENSOR("U8", "[1,1,1,1,1,1,1,1,1]", 0, 1) "}", 1, "tensor 'a': 9 dimensions, more than 8"},
        {"{\"a\":" TENSOR("U8", "[1,-1]", 0, 1) "}", 1, "dimension 2 of its shape is no size"},
        {"{\"a\":" TENSOR("U8", "[1.0]", 0, 1) "}", 1, "dimension 1 of its shape is no size"},
        {"{\"a\":" TENSOR("U8", "[4294967296,4294967296]", 0, 0) "}", 0, "asks for more numbers"},
        {"{\"a\":" TENSOR("U8", "[4,9223372036854775807]", 0, 4) "}", 4, "asks for more numbers"},
        {"{\"a\":" TENSOR("F64", "[2305843009213693952]", 0, 0) "}", 0, "asks for more numbers"},
        {"{\"a\":" TENSOR("U8", "[99999999999999999999]", 0, 0) "}", 0, "too big integer"},
        {"{\"a\":" TENSOR("U8", "[1]", 0, 1.0) "}", 1, "two whole numbers"},
        {"{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,2]}}", 1, "two whole numbers"},
        {"{\"a\":" TENSOR("U8", "[1]", -1, 0) "}", 1,
         "tensor 'a': offsets -1 to 0, but there are bytes 0 to 1"},
        {"{\"a\":" TENSOR("U8", "[1]", 1, 0) "}", 1, "offsets 1 to 0"},
        {"{\"a\":" TENSOR("U8", "[2]", 0, 2) "}", 1, "offsets 0 to 2, but there are bytes 0 to 1"},
        {"{\"a\":" TENSOR("U8", "[0]", 9223372036854775807, 9223372036854775807) "}", 1,
         "but there are bytes"},
        {"{\"a\":" TENSOR("F64", "[1]", 0, 4) "}", 4, "tensor 'a': 4 bytes, but its shape and dtype make 8"},
        {"{\"a\":" TENSOR("U8", "[1]", 0, 1) ",\"b\":" TENSOR("F64", "[1]", 1, 5) "}", 5,
         "tensor 'b': 4 bytes, but its shape and dtype make 8"},
        {"{\"a\":" TENSOR("U8", "[1073741824]", 0, 1) "}", 1,
         "1 bytes, but its shape and dtype make 1073741824"},
        {"{\"a\":" TENSOR("U8", "[1073741825]", 0, 1) "}", 1, "asks for more numbers"},
        {"{\"a\":" TENSOR("U8", "[2]", 0, 2) ",\"b\":" TENSOR("U8", "[2]", 1, 3) "}", 3,
         "tensor 'b' overlaps tensor 'a'"},
        {"{\"a\":" TENSOR("U8", "[2]", 0, 2) ",\"b\":" TENSOR("U8", "[2]", 0, 2) "}", 2, "overlaps"},
        {"{\"a\":" TENSOR("U8", "[3]", 0, 3) ",\"b\":" TENSOR("U8", "[0]", 1, 1) "}", 3, "overlaps"},
        {"{\"a\":" TENSOR("U8", "[1]", 0, 1) ",\"b\":" TENSOR("U8", "[1]", 2, 3) "}", 3,
         "1 bytes before tensor 'b' belong to no tensor"},
        {"{\"a\":" TENSOR("U8", "[1]", 0, 1) ",\"a\":" TENSOR("U8", "[1]", 1, 2) "}", 2,
         "duplicate object key"},
        {"{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}", 1, "duplicate"},
        {"{\"__metadata__\":[]}", 0, "expected texts by name as its __metadata__"},
        {"{\"__metadata__\":{\"seed\":7}}", 0, "__metadata__ 'seed' is no text"},
        {"{\"a\\u0000\":1}", 0, "a file: its header"},
        {"{\"\xff\":1}", 0, "a file: its header"},
        {"{\"a\\u001b[2J\":1}", 0, "tensor 'a?[2J'"},
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        Safetensors *file;
        assert_trouble(parse_by_hand(broken[i].header, broken[i].size, &file), broken[i].sentence);
        assert_null(file);
    }
}

static void lengths_that_do_not_fit_the_file_are_refused(void **state)
{
    (void)state;
    Safetensors *file;
    assert_trouble(safetensors_parse("f", 0, NULL, &file), "f: 0 bytes: too short");
    assert_trouble(safetensors_parse("f", 7, "\2\0\0\0\0\0\0", &file), "too short");
    assert_trouble(safetensors_parse("f", 9, "\2\0\0\0\0\0\0\0{", &file),
                   "should have 2 bytes, but only 1 are");
    assert_trouble(safetensors_parse("f", 10, "\xff\xff\xff\xff\xff\xff\xff\xff{}", &file), "more than the");
    assert_trouble(safetensors_parse("f", 10, "\xfe\xff\xff\xff\xff\xff\xff\x7f{}", &file), "more than the");
    assert_trouble(safetensors_parse("f", 10, "\x01\0\x40\0\0\0\0\0{}", &file),
                   "would have 4194305 bytes, more than the 4194304 allowed");
    assert_trouble(safetensors_parse("f", 10, "\0\0\x40\0\0\0\0\0{}", &file),
                   "should have 4194304 bytes, but only 2 are");
    assert_trouble(safetensors_parse("f", 9, "\0\0\0\0\0\0\0\0{", &file), "does not begin with '{'");
    const size_t most = SAFETENSORS_DATA_MAX + (size_t)SAFETENSORS_HEADER_MAX + 8;
    FILE *sparse = fopen(own_folder_file("sparse"), "w");
    assert_non_null(sparse);
    assert_int_equal(ftruncate(fileno(sparse), (off_t)most + 1), 0);
    fclose(sparse);
    assert_trouble(safetensors_read(own_folder_file("sparse"), &file),
                   "larger than the 1077936136 bytes such a file may have");
    assert_int_equal(unlink(own_folder_file("sparse")), 0);
    assert_trouble(safetensors_read(own_folder_file("none"), &file), "none: cannot be opened");
    assert_null(file);
}

static void a_very_deep_header_is_refused(void **state)
{
    (void)state;
    enum { DEPTH = 1 << 20 };
    unsigned char *bytes = malloc(8 + DEPTH);
    assert_non_null(bytes);
    memset(bytes, '[', 8 + DEPTH);
    memcpy(bytes, "\0\0\x10\0\0\0\0\0{\"a\":", 13);
    Safetensors *file;
    assert_trouble(safetensors_parse("deep", 8 + DEPTH, bytes, &file), "deep: its header");
    free(bytes);
}

static void the_end_of_a_long_name_is_told(void **state)
{
    (void)state;
    char name[1001], expected[220] = "...";
    for (size_t i = 0; i < 1000; i++)
        name[i] = (char)('a' + i % 26);
    name[1000] = 0;
    strcat(expected, name + 1000 - 196);
    strcat(expected, ": 0 bytes");
    Safetensors *file;
    Status status = safetensors_parse(name, 0, NULL, &file);
    assert_false(status.ok);
    assert_memory_equal(status.message, expected, strlen(expected));
    name[199] = 0; /* the longest that is told whole */
    assert_trouble(safetensors_parse(name, 0, NULL, &file), name);
}

static void a_shape_too_long_to_be_told_is_cut(void **state)
{
    (void)state;
#define LONG "9223372036854775807,"
    Safetensors *file;
    double nothing;
    assert_ok(
        parse_by_hand("{\"a\":" TENSOR("F64", "[0," LONG LONG LONG LONG LONG LONG "7]", 0, 0) "}", 0, &file));
    assert_int_equal(safetensors_at(file, 0)->rank, 8);
    assert_trouble(safetensors_get_doubles(file, "a", 0, NULL, true, &nothing),
                   "its shape is [0, 9223372036854775807, 9223372036854775807, ");
    safetensors_destroy(file);
}

static void numbers_of_another_shape_type_or_kind_are_refused(void **state)
{
    (void)state;
    Safetensors *file = written_and_read();
    double doubles[6];
    int64_t integers[6];
    assert_trouble(safetensors_get_doubles(file, "conv2.W", 1, (size_t[]){6}, true, doubles),
                   "a: has no tensor 'conv2.W'");
    assert_trouble(safetensors_get_doubles(file, "conv1.W", 2, (size_t[]){3, 2}, true, doubles),
                   "tensor 'conv1.W': its shape is [2, 3]; expected [3, 2]");
    assert_trouble(safetensors_get_doubles(file, "conv1.W", 2, (size_t[]){1, 3}, true, doubles),
                   "expected [1, 3]");
    assert_trouble(safetensors_get_doubles(file, "conv1.W", 2, (size_t[]){2, 1}, true, doubles),
                   "expected [2, 1]");
    assert_trouble(safetensors_get_doubles(file, "conv1.W", 1, (size_t[]){6}, true, doubles),
                   "its shape is [2, 3]; expected [6]");
    assert_trouble(safetensors_get_doubles(file, "one", 1, (size_t[]){1}, true, doubles),
                   "is []; expected [1]");
    assert_trouble(safetensors_get_doubles(file, "flags", 1, (size_t[]){3}, true, doubles),
                   "tensor 'flags': its dtype is U8; expected F64");
    assert_trouble(safetensors_get_integers(file, "conv1.W", 2, (size_t[]){2, 3}, integers),
                   "its dtype is F64; expected I64");
    assert_trouble(safetensors_get_integers(file, "flags", 1, (size_t[]){3}, integers),
                   "its dtype is U8; expected I64");
    assert_ok(safetensors_has_doubles(file, "conv1.W", 2, (size_t[]){2, 3}));
    assert_ok(safetensors_has_doubles(file, "conv1.b", 1, (size_t[]){3}));
    assert_trouble(safetensors_has_doubles(file, "numbers", 2, (size_t[]){2, 1}), "its dtype is I64");
    safetensors_destroy(file);
}

static void numbers_that_are_not_finite_are_refused_when_asked(void **state)
{
    (void)state;
    const double some[] = {1, -INFINITY, NAN};
    const SafetensorsTensor tensor = {"W", SAFETENSORS_F64, 1, {3}, some};
    Safetensors *file;
    double doubles[3];
    assert_ok(safetensors_write(own_folder_file("inf"), 1, &tensor, 0, NULL));
    assert_ok(safetensors_read(own_folder_file("inf"), &file));
    assert_trouble(safetensors_get_doubles(file, "W", 1, (size_t[]){3}, true, doubles),
                   "tensor 'W': number 2 of 3 is -inf; expected a finite one");
    assert_ok(safetensors_get_doubles(file, "W", 1, (size_t[]){3}, false, doubles));
    assert_true(doubles[1] == -INFINITY && isnan(doubles[2]));
    safetensors_destroy(file);
}

static void what_cannot_be_written_leaves_the_old_file(void **state)
{
    (void)state;
    const SafetensorsTensor twice[] = {tensors[0], tensors[1], tensors[0]};
    const SafetensorsTensor reserved[] = {{"__metadata__", SAFETENSORS_U8, 1, {3}, flags}};
    const SafetensorsTensor not_utf8[] = {{"a\xff", SAFETENSORS_U8, 1, {3}, flags}};
    const SafetensorsTensor huge[] = {{"huge", SAFETENSORS_F64, 1, {SAFETENSORS_DATA_MAX / 8 + 1}, weights}};
    /* The limit itself is none: the second tensor's name is. */
    const SafetensorsTensor just[] = {{"just", SAFETENSORS_U8, 1, {SAFETENSORS_DATA_MAX}, flags},
                                      {"just", SAFETENSORS_U8, 1, {0}, flags}};
    const SafetensorsTensor over[] = {just[0], {"over", SAFETENSORS_U8, 1, {1}, flags}};
    const SafetensorsText same_key[] = {{"a", "1"}, {"a", "2"}}, bad_text[] = {{"a", "\xc3"}};
    safetensors_destroy(written_and_read());
    assert_trouble(safetensors_write(own_folder_file("a"), 3, twice, 0, NULL), "'flags': the name is taken");
    assert_trouble(safetensors_write(own_folder_file("a"), 1, reserved, 0, NULL),
                   "'__metadata__': the name is taken");
    assert_trouble(safetensors_write(own_folder_file("a"), 1, not_utf8, 0, NULL), "not UTF-8");
    assert_trouble(safetensors_write(own_folder_file("a"), 1, huge, 0, NULL),
                   "tensor 'huge': there would be more than the 1073741824 bytes");
    assert_trouble(safetensors_write(own_folder_file("a"), 2, just, 0, NULL), "'just': the name is taken");
    assert_trouble(safetensors_write(own_folder_file("a"), 2, over, 0, NULL),
                   "tensor 'over': there would be more than");
    assert_trouble(safetensors_write(own_folder_file("a"), 0, NULL, 2, same_key),
                   "metadata 'a': the key is taken");
    assert_trouble(safetensors_write(own_folder_file("a"), 0, NULL, 1, bad_text),
                   "metadata 'a': it is not UTF-8");
    assert_trouble(safetensors_write(own_folder_file("no/a"), 0, NULL, 0, NULL), "no/a: cannot be written");
    Safetensors *file;
    assert_ok(safetensors_read(own_folder_file("a"), &file));
    assert_int_equal(safetensors_count(file), TENSORS);
    safetensors_destroy(file);
}

/* With {"__metadata__":{"long":"..."}} around it, a text that makes a header of just the size that is allowed. */
static void a_header_may_be_as_long_as_it_can_be_read(void **state)
{
    (void)state;
    enum { AROUND = 28, ROOM = SAFETENSORS_HEADER_MAX - AROUND };
    char *text = malloc(ROOM + 2);
    assert_non_null(text);
    memset(text, 'a', ROOM);
    text[ROOM] = 0;
    const SafetensorsText longest = {"long", text};
    Safetensors *file;
    assert_ok(safetensors_write(own_folder_file("long"), 0, NULL, 1, &longest));
    assert_ok(safetensors_read(own_folder_file("long"), &file));
    assert_string_equal(safetensors_text(file, "long"), text);
    safetensors_destroy(file);
    strcat(text, "b");
    assert_trouble(safetensors_write(own_folder_file("long"), 0, NULL, 1, &longest),
                   "long: its header would have 4194312 bytes, more than the 4194304 allowed");
    assert_ok(safetensors_read(own_folder_file("long"), &file)); /* that of before */
    safetensors_destroy(file);
    free(text);
}

/* Whatever is accepted can be looked at to its last byte; the address sanitiser sees that it stays inside. */
static void look_at_everything(const Safetensors *file)
{
    for (size_t t = 0; t < safetensors_count(file); t++) {
        const SafetensorsEntry *entry = safetensors_at(file, t);
        unsigned sum = 0;
        for (size_t i = 0; i < entry->count * safetensors_type_size(entry->type); i++)
            sum += entry->bytes[i];
        assert_true(sum <= 255 * entry->count * 8);
    }
}

static void cut_and_scrambled_files_are_refused_or_whole(void **state)
{
    (void)state;
    safetensors_destroy(written_and_read());
    char *bytes;
    size_t size;
    Safetensors *file;
    assert_ok(files_read(own_folder_file("a"), 10000, &bytes, &size));
    for (size_t cut = 0; cut < size; cut++)
        assert_trouble(safetensors_parse("cut", cut, bytes, &file), "cut: ");
    Random random = random_seeded(1);
    size_t refused = 0;
    for (int trial = 0; trial < 20000; trial++) {
        char *copy = malloc(size);
        assert_non_null(copy);
        memcpy(copy, bytes, size);
        for (size_t k = random_below(&random, 3); k < 3; k++)
            copy[random_below(&random, size)] = (char)random_next(&random);
        Status status = safetensors_parse("scrambled", size, copy, &file);
        free(copy);
        assert_true(status.ok == (file != NULL));
        refused += !status.ok;
        if (file)
            look_at_everything(file);
        safetensors_destroy(file);
    }
    assert_true(refused > 10000);
    free(bytes);
}

/* Somebody else's eyes: Python's struct and json, which know nothing of this code. */
static void python_reads_the_same_numbers(void **state)
{
    (void)state;
    if (system("python3 -c 'import json, struct' >/dev/null 2>&1") != 0) {
        print_message("SKIPPED: no python3 here to read a file with\n");
        skip();
    }
    safetensors_destroy(written_and_read());
    static const char program[] =
        "import json, struct, sys\n"
        "b = open(sys.argv[1], 'rb').read()\n"
        "h, = struct.unpack('<Q', b[:8])\n"
        "assert h % 8 == 0\n"
        "header, data = json.loads(b[8:8 + h].decode('utf-8')), b[8 + h:]\n"
        "assert header.pop('__metadata__') == {'net': 'conv:12x11/3 tanh', 'seed': '18446744073709551615'}\n"
        "def numbers(name, code):\n"
        "    begin, end = header[name]['data_offsets']\n"
        "    return list(struct.unpack('<%d%s' % ((end - begin) // struct.calcsize(code), code), "
        "data[begin:end]))\n"
        "assert len(header) == 7\n"
        "assert header['conv1.W']['shape'] == [2, 3] and header['conv1.W']['dtype'] == 'F64'\n"
        "assert numbers('conv1.W', 'd') == [1.5, -2, 0.1, 1e-310, 0, 1e300]\n"
        "assert numbers('conv1.b', 'f')[1] == -7 and header['conv1.b']['dtype'] == 'F32'\n"
        "assert numbers('numbers', 'q') == [-2**63, 77] and header['numbers']['dtype'] == 'I64'\n"
        "assert numbers('flags', 'B') == [0, 128, 255] and header['flags']['dtype'] == 'U8'\n"
        "assert numbers('one', 'd') == [0.1] and header['one']['shape'] == []\n"
        "assert header['nothing']['shape'] == [4, 0] and 'na\\u00efve \"q\"' in header\n";
    FILE *file = fopen(own_folder_file("read.py"), "w");
    assert_non_null(file);
    fputs(program, file);
    fclose(file);
    char command[300];
    snprintf(command, sizeof command, "python3 %s/read.py %s/a", own_folder, own_folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back_bit_for_bit),
        cmocka_unit_test(an_empty_file_of_tensors_is_one),
        cmocka_unit_test(the_bytes_of_a_file_are_those_of_the_format),
        cmocka_unit_test(tensors_are_told_in_the_order_of_the_file),
        cmocka_unit_test(broken_headers_are_refused_with_a_sentence),
        cmocka_unit_test(lengths_that_do_not_fit_the_file_are_refused),
        cmocka_unit_test(a_very_deep_header_is_refused),
        cmocka_unit_test(the_end_of_a_long_name_is_told),
        cmocka_unit_test(a_shape_too_long_to_be_told_is_cut),
        cmocka_unit_test(numbers_of_another_shape_type_or_kind_are_refused),
        cmocka_unit_test(numbers_that_are_not_finite_are_refused_when_asked),
        cmocka_unit_test(what_cannot_be_written_leaves_the_old_file),
        cmocka_unit_test(a_header_may_be_as_long_as_it_can_be_read),
        cmocka_unit_test(cut_and_scrambled_files_are_refused_or_whole),
        cmocka_unit_test(python_reads_the_same_numbers),
    };
    return cmocka_run_group_tests(tests, own_folder_make, own_folder_remove);
}
