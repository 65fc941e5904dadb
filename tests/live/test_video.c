/* A program called ffmpeg that stands in for it keeps what it is told and given; the real one, where there is one, is
 * asked to make a video. */
#define _POSIX_C_SOURCE 200809L
#include "live/video.h"

#include "draw/canvas.h"
#include "support/folder.h"

enum { WIDTH = 6, HEIGHT = 5, FRAME = 6 * 6 * 4 };

static const Metadata words = {.title = "A run", .settings = "seed 42"};
static char path_before[4096];

static int remember_path(void **state)
{
    (void)state;
    snprintf(path_before, sizeof path_before, "%s", getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");
    return 0;
}

static int restore_path(void **state)
{
    (void)state;
    return setenv("PATH", path_before, 1);
}

/* A stand-in that does `script` and is found before any other. */
static void stand_in(const Folder *folder, const char *script)
{
    char text[1000], path[5000];
    snprintf(text, sizeof text, "#!/bin/sh\nprintf '%%s\\n' \"$@\" > '%s'\nfor last; do :; done\n%s\n",
             folder_file(folder, "words"), script);
    folder_write(folder, "ffmpeg", text);
    snprintf(path, sizeof path, "%s:%s", folder->path, path_before);
    setenv("PATH", path, 1);
}

static Video *begun(const Folder *folder, const char *name, double steps_per_frame)
{
    Video *video;
    assert_ok(video_start(&(VideoOptions){.path = folder_file(folder, name),
                                          .width = WIDTH,
                                          .height = HEIGHT,
                                          .steps_per_frame = steps_per_frame,
                                          .words = words},
                          &video));
    return video;
}

/* An image of one colour that tells its number. */
static cairo_surface_t *image_of(int number, int width, int height)
{
    cairo_surface_t *image = canvas_image(width, height);
    cairo_t *cr = cairo_create(image);
    cairo_set_source_rgb(cr, number / 255.0, 0, 1);
    cairo_paint(cr);
    cairo_destroy(cr);
    return image;
}

static void add(Video *video, uint64_t step, int number)
{
    cairo_surface_t *image = image_of(number, WIDTH, HEIGHT);
    assert_ok(video_add(video, step, image));
    cairo_surface_destroy(image);
}

static void it_is_given_whole_even_frames_and_told_what_they_are(void **state)
{
    (void)state;
    Folder folder = folder_make();
    char made[VIDEO_WORDS_SIZE], read[4000] = "";
    stand_in(&folder, "cat > \"$last\"");
    Video *video = begun(&folder, "run.mp4", 1);
    for (int step = 0; step < 3; step++)
        add(video, (uint64_t)step, 10 + step);
    assert_null(video_note(video));
    assert_ok(video_finish(video, made));
    assert_non_null(strstr(made, "run.mp4: 3 frames, 0.1 s"));
    FILE *file = fopen(folder_file(&folder, "run.mp4"), "rb");
    unsigned char bytes[3 * FRAME + 1];
    assert_int_equal(fread(bytes, 1, sizeof bytes, file), 3 * FRAME);
    fclose(file);
    for (int frame = 0; frame < 3;
         frame++) { /* blue, green, red, nothing; and the line that makes it even is black */
        assert_int_equal(bytes[frame * FRAME], 255);
        assert_int_equal(bytes[frame * FRAME + 2], 10 + frame);
        assert_int_equal(bytes[frame * FRAME + 5 * WIDTH * 4], 0);
    }
    file = fopen(folder_file(&folder, "words"), "r");
    read[fread(read, 1, sizeof read - 1, file)] = 0;
    fclose(file);
    assert_non_null(strstr(read, "-f\nrawvideo\n-pix_fmt\nbgr0\n-s\n6x6\n-r\n30\n-i\npipe:0\n"));
    assert_non_null(strstr(read, "title=A run\n"));
    assert_int_equal(folder_count(&folder, "part"), 0);
    folder_remove(&folder);
}

/* What was filmed of these steps, as the numbers of the frames' images. */
static void filmed(double steps_per_frame, size_t count, const uint64_t steps[], size_t expected,
                   const int numbers[])
{
    Folder folder = folder_make();
    char made[VIDEO_WORDS_SIZE];
    unsigned char bytes[64 * FRAME];
    stand_in(&folder, "cat > \"$last\"");
    Video *video = begun(&folder, "run.mkv", steps_per_frame);
    for (size_t i = 0; i < count; i++)
        add(video, steps[i], (int)i + 1);
    assert_int_equal(video_frames(video), expected);
    assert_ok(video_finish(video, made));
    FILE *file = fopen(folder_file(&folder, "run.mkv"), "rb");
    assert_int_equal(fread(bytes, 1, sizeof bytes, file), expected * FRAME);
    fclose(file);
    for (size_t i = 0; i < expected; i++)
        assert_int_equal(bytes[i * FRAME + 2], numbers[i]);
    folder_remove(&folder);
}

static void its_time_is_the_number_of_the_step(void **state)
{
    (void)state;
    const uint64_t fast[] = {100, 101, 102, 103, 104, 105}; /* a frame is due every second step */
    filmed(2, 6, fast, 3, (int[]){1, 3, 5});
    const uint64_t slow[] = {7, 8, 9}; /* a step lasts three frames */
    filmed(1.0 / 3, 3, slow, 7, (int[]){1, 2, 2, 2, 3, 3, 3});
    const uint64_t still[] = {7, 7, 7, 8}; /* a pause takes no time */
    filmed(1, 4, still, 2, (int[]){1, 4});
    const uint64_t back[] = {50, 51, 0, 1, 2}; /* a rewind is a cut */
    filmed(1, 5, back, 4, (int[]){1, 2, 4, 5});
}

static void without_ffmpeg_the_frames_are_numbered_pictures(void **state)
{
    (void)state;
    Folder folder = folder_make();
    char made[VIDEO_WORDS_SIZE];
    setenv("PATH", folder.path, 1);
    for (int i = 0; i < 2; i++) {
        Video *video = begun(&folder, "run.mp4", 1);
        assert_non_null(strstr(video_note(video), "no ffmpeg"));
        add(video, 0, 1);
        add(video, 1, 2);
        assert_ok(video_finish(video, made));
    }
    setenv("PATH", path_before, 1);
    assert_non_null(strstr(made, "run-frames-2: 2 frames as pictures"));
    cairo_surface_t *image =
        cairo_image_surface_create_from_png(folder_file(&folder, "run-frames/frame-000002.png"));
    assert_int_equal(cairo_image_surface_get_width(image), 6);
    assert_int_equal(cairo_image_surface_get_data(image)[2], 2);
    cairo_surface_destroy(image);
    assert_int_equal(folder_size(&folder, "run.mp4"), -1);
    assert_int_equal(folder_count(&folder, ""), 2);
    folder_remove(&folder);
}

static void if_ffmpeg_dies_what_follows_is_written_as_pictures(void **state)
{
    (void)state;
    Folder folder = folder_make();
    char made[VIDEO_WORDS_SIZE];
    stand_in(&folder, "head -c 300 > \"$last\"; echo 'no such encoder' >&2; exit 1");
    Video *video = begun(&folder, "run.mp4", 1);
    for (int step = 0; step < 2000; step++) /* more than a pipe holds */
        add(video, (uint64_t)step, step % 256);
    assert_non_null(strstr(video_note(video), "status 1: no such encoder"));
    assert_ok(video_finish(video, made));
    assert_non_null(strstr(made, "run-frames"));
    assert_true(folder_size(&folder, "run-frames/frame-002000.png") > 0);
    assert_int_equal(folder_size(&folder, "run.mp4"), -1);
    assert_int_equal(folder_count(&folder, "part"), 0);
    folder_remove(&folder);
}

static void a_video_that_cannot_be_finished_leaves_what_was_there(void **state)
{
    (void)state;
    Folder folder = folder_make();
    char made[VIDEO_WORDS_SIZE];
    folder_write(&folder, "run.mp4", "before");
    stand_in(&folder, "cat > \"$last\"; echo 'broken at the end' >&2; exit 4");
    Video *video = begun(&folder, "run.mp4", 1);
    add(video, 0, 1);
    assert_trouble(video_finish(video, made), "broken at the end");
    assert_int_equal(folder_size(&folder, "run.mp4"), 6);
    assert_int_equal(folder_count(&folder, "part"), 0);
    folder_remove(&folder);
}

static void names_and_folders_that_cannot_be_are_refused(void **state)
{
    (void)state;
    Video *video;
    VideoOptions options = {.path = "run.avi", .width = 4, .height = 4, .steps_per_frame = 1};
    assert_trouble(video_start(&options, &video), "ends in .mp4");
    assert_null(video);
    options.path = "/nowhere/at/all.mp4";
    assert_trouble(video_start(&options, &video), "/nowhere/at/all.mp4: cannot be written");
    assert_true(video_can_name("a.webm"));
    assert_false(video_can_name(".mp4"));
}

static void an_image_of_another_size_is_fitted_in(void **state)
{
    (void)state;
    Folder folder = folder_make();
    char made[VIDEO_WORDS_SIZE];
    stand_in(&folder, "cat > \"$last\"");
    Video *video = begun(&folder, "run.gif", 1);
    cairo_surface_t *wide = image_of(200, 24, 6); /* four times as broad as high: black above and below */
    assert_ok(video_add(video, 0, wide));
    cairo_surface_destroy(wide);
    assert_ok(video_finish(video, made));
    unsigned char bytes[FRAME + 1];
    FILE *file = fopen(folder_file(&folder, "run.gif"), "rb");
    assert_int_equal(fread(bytes, 1, sizeof bytes, file), FRAME);
    fclose(file);
    assert_int_equal(bytes[2 * 4 + 2], 0);
    assert_in_range(bytes[(2 * WIDTH + 2) * 4 + 2], 190, 200);
    assert_int_equal(bytes[(5 * WIDTH + 2) * 4 + 2], 0);
    folder_remove(&folder);
}

static void the_real_ffmpeg_makes_a_video_of_the_right_length(void **state)
{
    (void)state;
    if (system("command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null") != 0)
        skip();
    Folder folder = folder_make();
    char made[VIDEO_WORDS_SIZE], command[700];
    Video *video;
    assert_ok(video_start(&(VideoOptions){.path = folder_file(&folder, "run.mp4"),
                                          .width = 161,
                                          .height = 120,
                                          .steps_per_frame = 1,
                                          .words = words},
                          &video));
    for (int step = 0; step < 45; step++) {
        cairo_surface_t *image = image_of(5 * step, 161, 120);
        assert_ok(video_add(video, (uint64_t)step, image));
        cairo_surface_destroy(image);
    }
    assert_null(video_note(video));
    assert_ok(video_finish(video, made));
    snprintf(command, sizeof command,
             "ffprobe -v error -count_frames -show_entries stream=width,height,nb_read_frames,r_frame_rate "
             "-of csv=p=0 '%s' | grep -qx 162,120,30/1,45",
             folder_file(&folder, "run.mp4"));
    assert_int_equal(system(command), 0);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_is_given_whole_even_frames_and_told_what_they_are, remember_path,
                                        restore_path),
        cmocka_unit_test_setup_teardown(its_time_is_the_number_of_the_step, remember_path, restore_path),
        cmocka_unit_test_setup_teardown(without_ffmpeg_the_frames_are_numbered_pictures, remember_path,
                                        restore_path),
        cmocka_unit_test_setup_teardown(if_ffmpeg_dies_what_follows_is_written_as_pictures, remember_path,
                                        restore_path),
        cmocka_unit_test_setup_teardown(a_video_that_cannot_be_finished_leaves_what_was_there, remember_path,
                                        restore_path),
        cmocka_unit_test_setup_teardown(names_and_folders_that_cannot_be_are_refused, remember_path,
                                        restore_path),
        cmocka_unit_test_setup_teardown(an_image_of_another_size_is_fitted_in, remember_path, restore_path),
        cmocka_unit_test(the_real_ffmpeg_makes_a_video_of_the_right_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
