/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/options.h"
#include "test/unit.h"

enum { ARGUMENTS = 8 };

/* Standard output and error go nowhere meanwhile. */
static enum options_result
run(struct config *config, const char *const *arguments)
{
	char *argv[ARGUMENTS + 2] = {strdup("mulliond")};
	int null = open("/dev/null", O_WRONLY), out = dup(1), error = dup(2);
	enum options_result result;
	char *taken[ARGUMENTS + 2];
	int argc = 1;

	for (; arguments[argc - 1] != NULL; argc++)
		argv[argc] = strdup(arguments[argc - 1]);
	memcpy(taken, argv, sizeof(argv)); /* getopt changes their order */
	dup2(null, 1);
	dup2(null, 2);
	optind = 0;
	result = options_read(config, argc, argv);
	fflush(stdout);
	dup2(out, 1);
	dup2(error, 2);
	close(null);
	close(out);
	close(error);
	for (int i = 0; i < argc; i++)
		free(taken[i]);
	return result;
}

static const struct {
	const char *arguments[ARGUMENTS];
	enum options_result result;
} lines[] = {
    {{"site"}, OPTIONS_RUN},
    {{"-l", "0.0.0.0:53", "-l", "[::]:53", "site"}, OPTIONS_RUN},
    {{"site", "--listen=internal=10.0.0.1:53"}, OPTIONS_RUN},
    {{"--", "-site"}, OPTIONS_RUN},
    {{"--help"}, OPTIONS_DONE},
    {{"--version"}, OPTIONS_DONE},
    {{NULL}, OPTIONS_USAGE},
    {{"-x", "site"}, OPTIONS_USAGE},
    {{"--what", "site"}, OPTIONS_USAGE},
    {{"site", "-l"}, OPTIONS_USAGE},
    {{"-l", "127.0.0.1", "site"}, OPTIONS_USAGE},
    {{"-l", "=127.0.0.1:53", "site"}, OPTIONS_USAGE},
    {{"-l", ",=127.0.0.1:53", "site"}, OPTIONS_USAGE},
    {{"-l", "Inside=127.0.0.1:53", "site"}, OPTIONS_USAGE},
    {{"-l", "a=127.0.0.1:53", "-l", "b=127.0.0.1:53", "site"}, OPTIONS_USAGE},
    {{"-c", "/nowhere/mulliond.json", "site"}, OPTIONS_USAGE},
    {{"-c", "a", "-c", "b", "site"}, OPTIONS_USAGE},
};

START_TEST(a_command_line_is_run_or_told)
{
	struct config config;

	ck_assert_int_eq(run(&config, lines[_i].arguments), lines[_i].result);
	config_clear(&config);
}
END_TEST

START_TEST(nothing_said_is_loopback_and_all_views)
{
	const char *const line[ARGUMENTS] = {"site"};
	struct config config;

	ck_assert_int_eq(run(&config, line), OPTIONS_RUN);
	ck_assert_uint_eq(config.listener_count, 1);
	ck_assert_str_eq(config.listeners[0].endpoint.text, "127.0.0.1:5300");
	ck_assert_uint_eq(config.listeners[0].view_count, 0);
	ck_assert_uint_eq(config.serve_count, 1);
	ck_assert_str_eq(config.serve[0], "site");
	config_clear(&config);
}
END_TEST

START_TEST(a_listener_names_its_views)
{
	const char *const line[ARGUMENTS] = {"-l", "a,b-2=[::1]:53", "x", "y"};
	struct config config;

	ck_assert_int_eq(run(&config, line), OPTIONS_RUN);
	ck_assert_uint_eq(config.listeners[0].view_count, 2);
	ck_assert_str_eq(config.listeners[0].views[0], "a");
	ck_assert_str_eq(config.listeners[0].views[1], "b-2");
	ck_assert_uint_eq(config.serve_count, 2);
	config_clear(&config);
}
END_TEST

START_TEST(the_command_line_wins_over_the_file)
{
	char path[] = "/tmp/check_options.XXXXXX";
	const char *text =
	    "{\"listen\": [\"127.0.0.1:53\"], \"serve\": \"old\","
	    " \"threads\": 3}";
	const char *const line[ARGUMENTS] = {"new", "-l", "127.0.0.1:54", "-c",
	                                     path};
	const char *const file_alone[ARGUMENTS] = {"-c", path};
	int file = mkstemp(path);
	struct config config;

	ck_assert_int_eq(write(file, text, strlen(text)),
	                 (ssize_t)strlen(text));
	close(file);
	ck_assert_int_eq(run(&config, line), OPTIONS_RUN);
	ck_assert_uint_eq(config.listener_count, 1);
	ck_assert_str_eq(config.listeners[0].endpoint.text, "127.0.0.1:54");
	ck_assert_uint_eq(config.serve_count, 1);
	ck_assert_str_eq(config.serve[0], "new");
	ck_assert_uint_eq(config.threads, 3);
	config_clear(&config);
	ck_assert_int_eq(run(&config, file_alone), OPTIONS_RUN);
	ck_assert_str_eq(config.listeners[0].endpoint.text, "127.0.0.1:53");
	ck_assert_str_eq(config.serve[0], "old");
	config_clear(&config);
	unlink(path);
}
END_TEST

START_TEST(a_bad_file_is_no_usage_error)
{
	char path[] = "/tmp/check_options.XXXXXX";
	const char *const line[ARGUMENTS] = {"-c", path, "site"};
	int file = mkstemp(path);
	struct config config;

	ck_assert_int_eq(write(file, "{]", 2), 2);
	close(file);
	ck_assert_int_eq(run(&config, line), OPTIONS_BAD);
	config_clear(&config);
	unlink(path);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("options");
	TCase *tests = tcase_create("options");

	tcase_add_loop_test(tests, a_command_line_is_run_or_told, 0,
	                    sizeof(lines) / sizeof(lines[0]));
	tcase_add_test(tests, nothing_said_is_loopback_and_all_views);
	tcase_add_test(tests, a_listener_names_its_views);
	tcase_add_test(tests, the_command_line_wins_over_the_file);
	tcase_add_test(tests, a_bad_file_is_no_usage_error);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
