/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/log.h"
#include "test/unit.h"

/* Standard error is a pipe while a test logs. */
static int ends[2];

static void
setup(void)
{
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	close(ends[1]);
	log_name("test");
	log_limit(LOG_INFO);
}

/* What one write(2) put into the pipe. */
static const char *
logged(void)
{
	static char text[4096];
	ssize_t size;

	close(STDERR_FILENO);
	size = read(ends[0], text, sizeof(text) - 1);
	ck_assert_int_ge(size, 0);
	text[size] = '\0';
	return text;
}

START_TEST(a_line_has_level_and_process)
{
	log_warning("%d of %s", 3, "them");
	ck_assert_str_eq(logged(), "warning test: 3 of them\n");
}
END_TEST

START_TEST(lines_above_the_limit_are_dropped)
{
	log_debug("unseen");
	log_limit(LOG_ERROR);
	log_info("unseen");
	log_warning("unseen");
	log_error("seen");
	ck_assert_str_eq(logged(), "error test: seen\n");
}
END_TEST

START_TEST(debug_lines_are_written_when_asked_for)
{
	log_limit(LOG_DEBUG);
	log_debug("seen");
	ck_assert_str_eq(logged(), "debug test: seen\n");
}
END_TEST

START_TEST(a_text_cannot_begin_another_line)
{
	log_info("a\nerror test: b\033[2J");
	ck_assert_str_eq(logged(), "info test: a?error test: b?[2J\n");
}
END_TEST

START_TEST(a_long_line_is_cut_and_ends)
{
	char text[2000];
	const char *line;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_info("%s", text);
	line = logged();
	ck_assert_uint_lt(strlen(line), 1100);
	ck_assert_int_eq(line[strlen(line) - 1], '\n');
}
END_TEST

START_TEST(errno_is_left_alone)
{
	close(STDERR_FILENO);
	errno = ENOENT;
	log_error("to nobody");
	ck_assert_int_eq(errno, ENOENT);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("log");
	TCase *lines = tcase_create("lines");

	tcase_add_checked_fixture(lines, setup, NULL);
	tcase_add_test(lines, a_line_has_level_and_process);
	tcase_add_test(lines, lines_above_the_limit_are_dropped);
	tcase_add_test(lines, debug_lines_are_written_when_asked_for);
	tcase_add_test(lines, a_text_cannot_begin_another_line);
	tcase_add_test(lines, a_long_line_is_cut_and_ends);
	tcase_add_test(lines, errno_is_left_alone);
	suite_add_tcase(s, lines);
	return s;
}

int
main(void)
{
	return unit_run_apart(suite());
}
