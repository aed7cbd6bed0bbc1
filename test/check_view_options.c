/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "server/view_options.h"
#include "test/unit.h"

enum { WORDS = 32, LINE = 512 };

#define KEY "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="

/* Reads a command line of words between blanks. */
static int
read_line(struct view_options *options, char line[LINE], const char *text)
{
	char *argv[WORDS] = {NULL};
	int argc = 0;

	snprintf(line, LINE, "%s", text);
	for (char *word = strtok(line, " "); word != NULL;
	     word = strtok(NULL, " "))
		argv[argc++] = word;
	return view_options_read(options, argc, argv);
}

START_TEST(a_worker_has_a_view_an_image_and_sockets)
{
	struct view_options options;
	char line[LINE];
	int descriptors[16];

	ck_assert_int_eq(
	    read_line(
		&options, line,
		"mulliond-view --view inside --image 3 --control 4 "
		"--udp 5 --udp-alone 6 --udp 7,192.0.2.1 --tcp 8 --tcp-alone 9 "
		"--user 65534:65533 --log debug --tcp-connections 50 "
		"--tcp-per-client 7 --tcp-idle 3 --version-bind mine "
		"--id-server ns1"),
	    0);
	ck_assert_int_eq(options.task, VIEW_SERVE);
	ck_assert_str_eq(options.view, "inside");
	ck_assert_int_eq(options.image, 3);
	ck_assert_int_eq(options.control, 4);
	ck_assert_uint_eq(options.udp_count, 3);
	ck_assert_int_eq(options.udp[1].descriptor, 6);
	ck_assert(!options.udp[0].alone);
	ck_assert(options.udp[1].alone);
	ck_assert_int_eq(options.udp[1].from.any.sa_family, AF_UNSPEC);
	ck_assert_int_eq(options.udp[2].descriptor, 7);
	ck_assert_int_eq(options.udp[2].from.any.sa_family, AF_INET);
	ck_assert_uint_eq(options.udp[2].from.four.sin_addr.s_addr,
	                  htonl(0xc0000201));
	ck_assert_uint_eq(options.tcp_count, 2);
	ck_assert_int_eq(options.tcp[0].descriptor, 8);
	ck_assert(!options.tcp[0].alone);
	ck_assert(options.tcp[1].alone);
	ck_assert(options.change_user);
	ck_assert_uint_eq(options.user, 65534);
	ck_assert_uint_eq(options.group, 65533);
	ck_assert_int_eq(options.log, LOG_DEBUG);
	ck_assert_uint_eq(options.limits.connections, 50);
	ck_assert_uint_eq(options.limits.per_client, 7);
	ck_assert_uint_eq(options.limits.idle, 3);
	ck_assert_str_eq(options.version, "mine");
	ck_assert_str_eq(options.identity, "ns1");
	ck_assert_uint_eq(view_options_descriptors(&options, descriptors), 7);
	view_options_free(&options);
}
END_TEST

START_TEST(a_verifier_has_keys_and_files)
{
	struct view_options options;
	char line[LINE];
	int descriptors[16];

	ck_assert_int_eq(
	    read_line(&options, line,
	              "mulliond-view --verify --key " KEY
	              " --key ASMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyM="
	              " --manifest 3 --signature 4 --report 5"),
	    0);
	ck_assert_int_eq(options.task, VIEW_VERIFY);
	ck_assert_uint_eq(options.key_count, 2);
	ck_assert_uint_eq(options.keys[0][0], 0x3d);
	ck_assert_uint_eq(options.keys[1][1], 0x23);
	ck_assert_int_eq(options.manifest, 3);
	ck_assert_int_eq(options.signature, 4);
	ck_assert_int_eq(options.report, 5);
	ck_assert_uint_eq(view_options_descriptors(&options, descriptors), 3);
	view_options_free(&options);
}
END_TEST

START_TEST(what_isnt_given_has_a_default)
{
	struct view_options options;
	char line[LINE];

	ck_assert_int_eq(
	    read_line(&options, line, "mulliond-view --refuse --control 4"), 0);
	ck_assert_int_eq(options.task, VIEW_REFUSE);
	ck_assert_ptr_null(options.view);
	ck_assert_ptr_null(options.version);
	ck_assert_ptr_null(options.identity);
	ck_assert(!options.change_user);
	ck_assert_int_eq(options.log, LOG_INFO);
	ck_assert_uint_eq(options.limits.connections, 1000);
	ck_assert_uint_eq(options.limits.per_client, 100);
	ck_assert_uint_eq(options.limits.idle, 10);
	view_options_free(&options);
}
END_TEST

static const struct {
	const char *line;
	int result;
} lines[] = {
    {"x --refuse --control 4", 0},
    {"x --load --view v --image 3 --memfd 4 --report 5", 0},
    {"x --load --view - --image 3 --memfd 4 --report 5", 0},
    {"x", ERR_REPORTED},
    {"x --refuse", ERR_REPORTED},
    {"x --refuse --control", ERR_REPORTED},
    {"x --refuse --control 4 --view v", ERR_REPORTED},
    {"x --refuse --control 4 --image 5", ERR_REPORTED},
    {"x --refuse --control 4 more", ERR_REPORTED},
    {"x --refuse --control 4 --unknown 5", ERR_REPORTED},
    {"x --refuse=yes --control 4", ERR_REPORTED},
    {"x --refuse --control 2", ERR_REPORTED},
    {"x --refuse --control -1", ERR_REPORTED},
    {"x --refuse --control 4x", ERR_REPORTED},
    {"x --refuse --control +4", ERR_REPORTED},
    {"x --refuse --control 99999999999999999999", ERR_REPORTED},
    {"x --view v --image 3", ERR_REPORTED},
    {"x --view v --control 3", ERR_REPORTED},
    {"x --image 4 --control 3", ERR_REPORTED},
    {"x --view v --image 4 --control 3 --report 5", ERR_REPORTED},
    {"x --load --view v --hash 00 --image 3 --memfd 4 --report 5", 0},
    {"x --view v --hash 00 --image 3 --control 4", ERR_REPORTED},
    {"x --verify --key " KEY " --manifest 3 --signature 4 --report 5", 0},
    {"x --verify --manifest 3 --signature 4 --report 5", ERR_REPORTED},
    {"x --verify --key key --manifest 3 --signature 4 --report 5",
     ERR_REPORTED},
    {"x --verify --key " KEY " --manifest 3 --signature 4", ERR_REPORTED},
    {"x --verify --key " KEY " --manifest 3 --report 4", ERR_REPORTED},
    {"x --verify --key " KEY " --signature 3 --report 4", ERR_REPORTED},
    {"x --verify --key " KEY " --manifest 3 --signature 4 --report 5 --udp 6",
     ERR_REPORTED},
    {"x --verify --key " KEY " --manifest 3 --signature 4 --report 5 --image 6",
     ERR_REPORTED},
    {"x --refuse --control 4 --key " KEY, ERR_REPORTED},
    {"x --load --view v --image 3 --memfd 4", ERR_REPORTED},
    {"x --load --view v --image 3 --memfd 4 --report 5 --control 6",
     ERR_REPORTED},
    {"x --load --view v --image 3 --memfd 4 --report 5 --udp 6", ERR_REPORTED},
    {"x --refuse --control 4 --udp 5,::1", 0},
    {"x --refuse --control 4 --udp 5,::ffff:192.0.2.1", 0},
    {"x --refuse --control 4 --udp 5,", ERR_REPORTED},
    {"x --refuse --control 4 --udp 5,192.0.2.1:53", ERR_REPORTED},
    {"x --refuse --control 4 --udp 5;::1", ERR_REPORTED},
    {"x --refuse --control 4 --udp ,::1", ERR_REPORTED},
    {"x --refuse --control 4 --user 1", ERR_REPORTED},
    {"x --refuse --control 4 --user root:root", ERR_REPORTED},
    {"x --refuse --control 4 --user 1:2:3", ERR_REPORTED},
    {"x --refuse --control 4 --user 4294967295:1", ERR_REPORTED},
    {"x --refuse --control 4 --user 1:4294967294", 0},
    {"x --refuse --control 4 --log loud", ERR_REPORTED},
    {"x --refuse --control 4 --tcp-idle 0", ERR_REPORTED},
    {"x --refuse --control 4 --tcp-connections 0", ERR_REPORTED},
    {"x --refuse --control 4 --tcp-per-client 1000001", ERR_REPORTED},
};

START_TEST(a_line_is_taken_whole_or_not_at_all)
{
	struct view_options options;
	char line[LINE];

	ck_assert_int_eq(read_line(&options, line, lines[_i].line),
	                 lines[_i].result);
	if (lines[_i].result == 0)
		view_options_free(&options);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("view_options");
	TCase *c = tcase_create("options");

	tcase_add_test(c, a_worker_has_a_view_an_image_and_sockets);
	tcase_add_test(c, a_verifier_has_keys_and_files);
	tcase_add_test(c, what_isnt_given_has_a_default);
	tcase_add_loop_test(c, a_line_is_taken_whole_or_not_at_all, 0,
	                    sizeof(lines) / sizeof(*lines));
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
