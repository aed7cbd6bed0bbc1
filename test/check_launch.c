/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>
#include <sys/wait.h>

#include "test/fake_view.h"
#include "test/unit.h"

/*
 * The command lines of what the supervisor starts, as the process sees them
 * that is started: it says them to the descriptor that it would report to.
 */
enum { LINE = 1024 };

static const char hash[] =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static int
play(char **argv)
{
	char line[LINE];
	size_t length = 0;
	int to = fake_view_descriptor(argv, "--report");

	if (to < 0)
		to = fake_view_descriptor(argv, "--control");
	if (to < 0)
		to = STDERR_FILENO;
	for (char **word = argv; *word != NULL; word++)
		length += (size_t)snprintf(line + length, LINE - length, "%s%s",
		                           word == argv ? "" : " ", *word);
	return write(to, line, length) == (ssize_t)length ? 0 : 1;
}

/* What it says, and that it leaves in peace. */
static void
expect_line(pid_t pid, int from, const char *line)
{
	char got[LINE] = "";
	int status;

	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_gt(read(from, got, sizeof(got) - 1), 0);
	ck_assert_str_eq(got, line);
	close(from);
}

static int
open_null(void)
{
	return open("/dev/null", O_RDWR | O_CLOEXEC);
}

START_TEST(a_worker_is_told_its_view_image_and_sockets)
{
	struct fake_view fake;
	struct launch_socket sockets[] = {
	    {.descriptor = open_null(), .from = "192.0.2.1"},
	    {.descriptor = open_null(), .alone = true},
	    {.descriptor = open_null(), .tcp = true},
	    {.descriptor = open_null(), .tcp = true, .alone = true},
	};
	struct launch_worker worker = {
	    .view = "in",
	    .image = open_null(),
	    .sockets = sockets,
	    .socket_count = 4,
	};
	int pair[2];

	fake_view_open(&fake);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	expect_line(
	    launch_worker(&fake.launch, &worker, pair[1]), pair[0],
	    "mulliond-view --view in --image 3 --control 4 --udp 5,192.0.2.1 "
	    "--udp-alone 6 --tcp 7 --tcp-alone 8 "
	    "--tcp-connections 1000 --tcp-per-client 100 "
	    "--tcp-idle 10 --log info");
	fake_view_close(&fake);
}
END_TEST

START_TEST(the_refuser_has_no_image)
{
	struct fake_view fake;
	struct launch_worker worker = {.image = -1};
	int pair[2];

	fake_view_open(&fake);
	fake.config.version = strdup("a version");
	fake.config.identity = strdup("here");
	fake.config.strict = true;
	fake.launch.log = LOG_DEBUG;
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	expect_line(launch_worker(&fake.launch, &worker, pair[1]), pair[0],
	            "mulliond-view --refuse --control 3 "
	            "--tcp-connections 1000 --tcp-per-client 100 "
	            "--tcp-idle 10 --version-bind a version "
	            "--id-server here --log debug --strict");
	fake_view_close(&fake);
}
END_TEST

START_TEST(views_have_users_of_their_own)
{
	struct fake_view fake;
	const struct launch_worker workers[] = {
	    {.view = "in", .image = open_null()},
	    {.view = "out", .image = open_null()},
	    {.view = "in", .image = open_null()},
	};
	static const char *const users[] = {"--user 100:100", "--user 101:101",
	                                    "--user 100:100"};

	fake_view_open(&fake);
	fake.launch.uid = 7;
	fake.launch.gid = 8;
	fake.ids.first = 100;
	fake.ids.room = 2;
	for (size_t i = 0; i < 3; i++) {
		char got[LINE] = "";
		int pair[2];
		pid_t pid;

		ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair),
		                 0);
		pid = launch_worker(&fake.launch, &workers[i], pair[1]);
		ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
		ck_assert_int_gt(read(pair[0], got, sizeof(got) - 1), 0);
		ck_assert_ptr_nonnull(strstr(got, users[i]));
	}
	ck_assert_uint_eq(launch_uid(&fake.launch, "out"), 101);
	/* none is left, and nobody gets another's */
	ck_assert_int_lt(launch_worker(&fake.launch,
	                               &(struct launch_worker){.image = -1}, 0),
	                 0);
	view_ids_clear(&fake.ids);
	fake_view_close(&fake);
}
END_TEST

START_TEST(a_loader_is_told_what_it_must_be)
{
	struct fake_view fake;
	struct launch_loader loader = {
	    .view = "-",
	    .image = open_null(),
	    .memfd = open_null(),
	};
	int ends[2];

	fake_view_open(&fake);
	fake.launch.uid = 7;
	fake.launch.gid = 8;
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	loader.report = ends[1];
	expect_line(launch_loader(&fake.launch, &loader), ends[0],
	            "mulliond-view --load --view - --image 3 --memfd 4 "
	            "--report 5 --user 7:8 --log info");
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	loader.report = ends[1];
	loader.view = "in";
	loader.hash = hash;
	expect_line(launch_loader(&fake.launch, &loader), ends[0],
	            "mulliond-view --load --view in --hash "
	            "0123456789abcdef0123456789abcdef"
	            "0123456789abcdef0123456789abcdef --image 3 --memfd 4 "
	            "--report 5 --user 7:8 --log info");
	fake_view_close(&fake);
}
END_TEST

START_TEST(a_verifier_is_told_each_trusted_key)
{
	static const uint8_t keys[2][PUBLIC_KEY] = {{0}, {0xff}};
	struct launch_verifier verifier = {
	    .manifest = open_null(),
	    .signature = open_null(),
	};
	struct fake_view fake;
	int ends[2];

	fake_view_open(&fake);
	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(config_trust(&fake.config, keys[i]), 0);
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	verifier.report = ends[1];
	expect_line(launch_verifier(&fake.launch, &verifier), ends[0],
	            "mulliond-view --verify "
	            "--key AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= "
	            "--key /wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= "
	            "--manifest 3 --signature 4 --report 5 --log info");
	fake_view_close(&fake);
}
END_TEST

START_TEST(a_compiler_works_in_the_site_and_calls_it_as_it_was_given)
{
	struct fake_view fake;
	int ends[2];

	fake_view_open(&fake);
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	expect_line(
	    launch_compiler(&fake.launch, "/usr/../usr", "/tmp", ends[1]),
	    ends[0], "mullion compile -o /proc/self/fd/3 --as /usr/../usr .");
	ck_assert_int_lt(launch_compiler(&fake.launch, "/no/such", "/tmp", -1),
	                 0);
	ck_assert_int_lt(launch_compiler(&fake.launch, "/usr", "/no/such", -1),
	                 0);
	fake_view_close(&fake);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("launch");
	TCase *tests = tcase_create("launch");

	tcase_add_test(tests, a_worker_is_told_its_view_image_and_sockets);
	tcase_add_test(tests, the_refuser_has_no_image);
	tcase_add_test(tests, views_have_users_of_their_own);
	tcase_add_test(tests, a_loader_is_told_what_it_must_be);
	tcase_add_test(tests, a_verifier_is_told_each_trusted_key);
	tcase_add_test(
	    tests, a_compiler_works_in_the_site_and_calls_it_as_it_was_given);
	suite_add_tcase(made, tests);
	return made;
}

int
main(int argc, char **argv)
{
	(void)argc;
	if (fake_view_asked(argv))
		return play(argv);
	return unit_run_apart(suite());
}
