/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "server/measure.h"
#include "test/loopback.h"
#include "test/small_image.h"
#include "test/supervise.h"
#include "test/unit.h"

/*
 * The program itself, in $B (build/ without it), started by fork and exec with
 * sockets of ours, as the supervisor does.
 */
enum { WORDS = 24, PATH = 512 };

static _Noreturn void
become(const char *const *words)
{
	const char *folder = getenv("B");
	char path[PATH];
	char *argv[WORDS + 1];
	int count = 0;

	snprintf(path, sizeof(path), "%s/mulliond-view",
	         folder != NULL ? folder : "build");
	argv[count++] = path;
	while (count < WORDS && words[count - 1] != NULL) {
		argv[count] = strdup(words[count - 1]);
		count++;
	}
	argv[count] = NULL;
	execv(path, argv);
	perror(path);
	_exit(127);
}

/* Its exit status with these words alone. */
static int
run(const char *const *words)
{
	int status;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0)
		become(words);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char *
number(int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", value);
	return strdup(text);
}

/* The worker of view, or the refuser where image is -1. */
static void
start(struct supervised *worker, const char *view, int image, int udp, int tcp)
{
	int control = supervise_fork(worker);
	const char *words[WORDS] = {"--refuse"};
	int count = 1;

	if (control < 0)
		return;
	if (image >= 0) {
		words[0] = "--view";
		words[count++] = view;
		words[count++] = "--image";
		words[count++] = number(image);
	}
	words[count++] = "--control";
	words[count++] = number(control);
	words[count++] = "--udp";
	words[count++] = number(udp);
	words[count++] = "--tcp";
	words[count++] = number(tcp);
	if (geteuid() == 0) {
		words[count++] = "--user";
		words[count++] = "65534:65534";
	}
	become(words);
}

static const struct {
	const char *words[8];
	int status;
} lines[] = {
    {{NULL}, 2},
    {{"--refuse", NULL}, 2},
    {{"--view", "v", "--image", "900", NULL}, 2},
    {{"--bogus", NULL}, 2},
    {{"--refuse", "--control", "900", NULL}, 1},
    {{"--load", "--view", "-", "--image", "900", NULL}, 2},
};

START_TEST(a_wrong_line_has_its_exit_status)
{
	ck_assert_int_eq(run(lines[_i].words), lines[_i].status);
}
END_TEST

static uint64_t
ask_both(int udp, int tcp)
{
	uint8_t frame[2 + QUESTION] = {0, QUESTION};
	int client = loopback_client(SOCK_DGRAM, "127.0.0.3", "127.0.0.1",
	                             loopback_port(udp));

	loopback_ask(client, 1);
	ck_assert_uint_eq(loopback_answer(client), 1);
	close(client);
	client = loopback_client(SOCK_STREAM, "127.0.0.3", "127.0.0.1",
	                         loopback_port(tcp));
	loopback_question(frame + 2, 2);
	ck_assert_int_eq(send(client, frame, sizeof(frame), 0), sizeof(frame));
	ck_assert(loopback_hears(client, LOOPBACK_PATIENCE));
	close(client);
	poll(NULL, 0, 20);
	return 2;
}

/* Of the view's image the strangers are counted; without one, all are. */
START_TEST(a_worker_serves)
{
	const bool refuser = _i == 1;
	int image = refuser ? -1 : small_image_sealed("inside", 4096);
	int udp = loopback_udp("127.0.0.1", 0);
	int tcp = loopback_tcp("127.0.0.1");
	struct supervised worker;
	struct worker_counts counts;
	uint64_t asked;

	start(&worker, "inside", image, udp, tcp);
	ck_assert_int_eq(supervise_hear(&worker, NULL), WORKER_READY);
	supervise_say(&worker, WORKER_SERVE);
	asked = ask_both(udp, tcp);
	counts = supervise_counts(&worker);
	ck_assert_uint_eq(counts.answers, asked);
	ck_assert_uint_eq(counts.rcodes[RCODE_REFUSED], asked);
	ck_assert_uint_eq(counts.strangers, refuser ? asked : 0);
	supervise_say(&worker, WORKER_DRAIN);
	ck_assert_int_eq(supervise_end(&worker), 0);
	close(image);
	close(udp);
	close(tcp);
}
END_TEST

/* A worker that may not serve says nothing at all: not ready. */
START_TEST(a_refused_image_ends_the_process)
{
	int image = small_image_sealed("inside", 4096);
	int udp = loopback_udp("127.0.0.1", 0);
	int tcp = loopback_tcp("127.0.0.1");
	struct supervised worker;

	start(&worker, "outside", image, udp, tcp);
	ck_assert_int_eq(supervise_hear(&worker, NULL), 0);
	ck_assert_int_eq(supervise_end(&worker), 1);
	close(image);
	image = open("/proc/self/exe", O_RDONLY);
	start(&worker, "inside", image, udp, tcp);
	ck_assert_int_eq(supervise_hear(&worker, NULL), 0);
	ck_assert_int_eq(supervise_end(&worker), 1);
	close(image);
	close(udp);
	close(tcp);
}
END_TEST

/* What a worker holds besides 0-2: its sockets, not the image, and nothing
 * that we had open and didn't name. */
START_TEST(a_worker_holds_what_it_was_given)
{
	int secret = open("/etc/passwd", O_RDONLY);
	int image = small_image_sealed("inside", 4096);
	int udp = loopback_udp("127.0.0.1", 0);
	int tcp = loopback_tcp("127.0.0.1");
	struct supervised worker;

	start(&worker, "inside", image, udp, tcp);
	ck_assert_int_eq(supervise_hear(&worker, NULL), WORKER_READY);
	for (int i = 3; geteuid() == 0 && i < 64; i++) {
		char path[64];
		char target[PATH] = "";

		snprintf(path, sizeof(path), "/proc/%d/fd/%d", worker.pid, i);
		if (readlink(path, target, sizeof(target) - 1) < 0)
			continue;
		ck_assert_msg(strncmp(target, "socket:", 7) == 0
		                  || strncmp(target, "pipe:", 5) == 0
		                  || strncmp(target, "anon_inode:", 11) == 0,
		              "%s", target);
	}
	supervise_say(&worker, WORKER_DRAIN);
	ck_assert_int_eq(supervise_end(&worker), 0);
	close(secret);
	close(image);
	close(udp);
	close(tcp);
}
END_TEST

/* A pipe that takes nothing more. */
static void
full_pipe(int ends[2])
{
	static const char octets[4096];

	ck_assert_int_eq(pipe(ends), 0);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	while (write(ends[1], octets, sizeof(octets)) > 0)
		;
	fcntl(ends[1], F_SETFL, 0);
}

/* The limit, once it has one, of a process that waits to say something. */
static rlim_t
memory_of(pid_t pid)
{
	struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

	for (int i = 0; i < 1000 && limit.rlim_max == RLIM_INFINITY; i++) {
		poll(NULL, 0, 5);
		ck_assert_int_eq(prlimit(pid, RLIMIT_DATA, NULL, &limit), 0);
	}
	ck_assert_uint_eq(limit.rlim_cur, limit.rlim_max);
	return limit.rlim_max;
}

/* A loader and a verifier of a file of 64 MiB, in which there is nothing: its
 * size counts for the one, which reads it into memory, alone. */
START_TEST(who_reads_a_file_has_memory_for_it)
{
	const char *words[2][12] = {
	    {"--load", "--view", "-", "--image", NULL, "--memfd", NULL},
	    {"--verify", "--key",
	     "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=", "--manifest", NULL,
	     "--signature", NULL}};
	enum { SIZE = 64 << 20, ROOM = 160 << 20 };
	int file = memfd_create("file", 0), other = memfd_create("other", 0);
	int ends[2], status;
	rlim_t memory;
	pid_t pid;

	ck_assert_int_eq(ftruncate(file, SIZE), 0);
	full_pipe(ends);
	pid = fork();
	if (pid == 0) {
		words[_i][4] = number(file);
		words[_i][6] = number(other);
		words[_i][7] = "--report";
		words[_i][8] = number(ends[1]);
		become(words[_i]);
	}
	memory = INSTRUMENTED ? ROOM / 2 : memory_of(pid);
	close(ends[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	ck_assert_uint_lt(memory, ROOM);
	ck_assert_uint_gt(memory, _i == 0 ? SIZE / 32 : SIZE);
	close(ends[1]);
	close(file);
	close(other);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("view_main");
	TCase *c = tcase_create("process");

	tcase_set_timeout(c, 30);
	tcase_add_loop_test(c, a_wrong_line_has_its_exit_status, 0,
	                    sizeof(lines) / sizeof(*lines));
	tcase_add_loop_test(c, a_worker_serves, 0, 2);
	tcase_add_test(c, a_refused_image_ends_the_process);
	tcase_add_test(c, a_worker_holds_what_it_was_given);
	tcase_add_loop_test(c, who_reads_a_file_has_memory_for_it, 0, 2);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
