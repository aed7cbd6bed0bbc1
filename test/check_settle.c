/* SPDX-License-Identifier: ISC */
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/settle.h"
#include "test/unit.h"

/* What a run does with a folder, and how often. */
struct trial {
	uv_loop_t loop;
	uv_timer_t writer; /* that makes a file grow, so many times */
	int writes;
	char folder[32];
	struct settle settle;
	int tries;
	int good_at; /* the try that succeeds */
	int refused; /* the status it was refused with, -1: not yet */
	uint64_t start;
	uint64_t ended;
};

static void
put(const struct trial *trial, const char *name, const char *text)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", trial->folder, name);
	file = fopen(path, "ae");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void
refused(void *context, int status, const char *why)
{
	struct trial *trial = context;

	ck_assert_str_eq(why, "it doesn't fit");
	trial->refused = status;
	trial->ended = uv_now(&trial->loop);
	uv_timer_stop(&trial->writer);
}

static void
try(void *context)
{
	struct trial *trial = context;

	if (++trial->tries != trial->good_at)
		settle_failed(&trial->settle, 7, "it doesn't fit");
}

static void
write_on(uv_timer_t *timer)
{
	struct trial *trial = timer->data;

	put(trial, "growing", "x");
	if (--trial->writes == 0)
		uv_timer_stop(timer);
}

static void
run(struct trial *trial, bool watched, int writes, int good_at,
    uint64_t patience)
{
	*trial = (struct trial){
	    .folder = "/tmp/mullion-XXXXXX",
	    .writes = writes,
	    .good_at = good_at,
	    .refused = -1,
	};
	ck_assert_ptr_nonnull(mkdtemp(trial->folder));
	put(trial, "in.view", "an image");
	ck_assert_int_eq(uv_loop_init(&trial->loop), 0);
	uv_timer_init(&trial->loop, &trial->writer);
	trial->writer.data = trial;
	if (writes > 0)
		uv_timer_start(&trial->writer, write_on, 20, 100);
	settle_init(&trial->settle, &trial->loop,
	            watched ? trial->folder : NULL, try, refused, trial);
	trial->start = uv_now(&trial->loop);
	settle_begin(&trial->settle);
	if (patience > 0)
		trial->settle.until = trial->start + patience;
	try(trial);
	uv_run(&trial->loop, UV_RUN_DEFAULT);
	uv_close((uv_handle_t *)&trial->settle.timer, NULL);
	uv_close((uv_handle_t *)&trial->writer, NULL);
	uv_run(&trial->loop, UV_RUN_DEFAULT);
	ck_assert_int_eq(uv_loop_close(&trial->loop), 0);
}

static void
remove_folder(const struct trial *trial)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -r %s", trial->folder);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(gives_up_a_folder_that_lies_still)
{
	struct trial trial;

	run(&trial, true, 0, 0, 0);
	ck_assert_int_eq(trial.tries, 1);
	ck_assert_int_eq(trial.refused, 7);
	ck_assert_uint_ge(trial.ended - trial.start, SETTLE_STILL_MS);
	remove_folder(&trial);
}
END_TEST

START_TEST(tries_again_while_a_file_grows)
{
	struct trial trial;

	run(&trial, true, 5, 0, 0);
	ck_assert_int_ge(trial.tries, 3);
	ck_assert_int_eq(trial.refused, 7);
	remove_folder(&trial);
}
END_TEST

START_TEST(ends_when_a_try_succeeds)
{
	struct trial trial;

	run(&trial, true, 5, 2, 0);
	ck_assert_int_eq(trial.tries, 2);
	ck_assert_int_eq(trial.refused, -1);
	remove_folder(&trial);
}
END_TEST

START_TEST(has_no_patience_with_what_is_no_folder)
{
	struct trial trial;

	run(&trial, false, 5, 0, 0);
	ck_assert_int_eq(trial.tries, 1);
	ck_assert_int_eq(trial.refused, 7);
	ck_assert_uint_lt(trial.ended - trial.start, SETTLE_STILL_MS);
	remove_folder(&trial);
}
END_TEST

START_TEST(bounds_its_patience)
{
	struct trial trial;

	run(&trial, true, 1000, 0, 600);
	ck_assert_int_eq(trial.refused, 7);
	ck_assert_uint_ge(trial.ended - trial.start, 600);
	ck_assert_int_gt(trial.writes, 900);
	remove_folder(&trial);
}
END_TEST

START_TEST(sees_what_changes)
{
	struct trial trial;
	uint64_t first, renamed;
	char from[64], to[64];

	run(&trial, false, 0, 0, 0);
	first = settle_look(trial.folder);
	ck_assert_uint_ne(first, 0);
	ck_assert_uint_eq(settle_look(trial.folder), first);
	snprintf(from, sizeof(from), "%s/in.view", trial.folder);
	snprintf(to, sizeof(to), "%s/out.view", trial.folder);
	ck_assert_int_eq(rename(from, to), 0);
	renamed = settle_look(trial.folder);
	ck_assert_uint_ne(renamed, first);
	put(&trial, "out.view", "more");
	ck_assert_uint_ne(settle_look(trial.folder), renamed);
	ck_assert_int_eq(unlink(to), 0);
	ck_assert_uint_ne(settle_look(trial.folder), renamed);
	remove_folder(&trial);
	ck_assert_uint_eq(settle_look(trial.folder), 0);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("settle");
	TCase *tests = tcase_create("settle");

	tcase_add_test(tests, gives_up_a_folder_that_lies_still);
	tcase_add_test(tests, tries_again_while_a_file_grows);
	tcase_add_test(tests, ends_when_a_try_succeeds);
	tcase_add_test(tests, has_no_patience_with_what_is_no_folder);
	tcase_add_test(tests, bounds_its_patience);
	tcase_add_test(tests, sees_what_changes);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
