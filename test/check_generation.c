/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>

#include "lib/err.h"
#include "server/announce.h"
#include "server/generation.h"
#include "server/measure.h"
#include "server/worker.h"
#include "test/fake_view.h"
#include "test/unit.h"

/*
 * Generations of two views on one listener and a third that none serves, with
 * processes that do what worker.h says and nothing else; and what the log says
 * of them.
 */
static int
play(char **argv)
{
	const int control = fake_view_descriptor(argv, "--control");
	struct worker_message message = {.say = WORKER_READY,
	                                 .measures = MEASURE_ALL};

	send(control, &message, sizeof(message), 0);
	while (recv(control, &message, sizeof(message), 0) > 0) {
		if (message.say == WORKER_DRAIN)
			return 0;
		if (message.say != WORKER_PROBE)
			continue;
		message.say = WORKER_ALIVE;
		send(control, &message, sizeof(message), 0);
	}
	return 9;
}

static char in[] = "in", out[] = "out", gone[] = "gone";

struct site {
	struct fake_view fake;
	struct config_listener config;
	char *served[2];
	struct steering steering;
	struct listener listener;
	size_t ready;
	char why[128];
};

static void
tried(void *context, struct process *process, const char *why)
{
	struct site *site = context;

	(void)process;
	site->ready += why == NULL;
	if (why != NULL)
		snprintf(site->why, sizeof(site->why), "%s", why);
}

static void
open_site(struct site *site)
{
	const struct socket_options options = {0};

	memset(site, 0, sizeof(*site));
	fake_view_open(&site->fake);
	site->fake.config.steering = CONFIG_STEERING_CLASSIC;
	site->fake.config.threads = 1;
	ck_assert_int_eq(
	    endpoint_from_parts(&site->config.endpoint, "127.0.0.1",
	                        (unsigned)(20000 + getpid() % 10000)),
	    0);
	site->served[0] = in;
	site->served[1] = out;
	site->config.views = site->served;
	site->config.view_count = 2;
	steering_init(&site->steering, &site->fake.config);
	ck_assert_int_eq(listener_open(&site->listener, &site->steering,
	                               &site->config, &options),
	                 0);
}

static void
close_site(struct site *site)
{
	fake_view_close(&site->fake);
	listener_close(&site->listener);
	steering_close(&site->steering);
}

/* A view as loaded, with one network, of which `part` is the second octet. */
static struct loaded
view_of(const char *name, uint32_t part)
{
	struct loaded loaded = {.image = open("/dev/null", O_RDONLY)};
	struct view_range *range = calloc(1, sizeof(*range));

	snprintf(loaded.report.name, VIEW_NAME, "%s", name);
	loaded.report.zones = 3;
	range->family = 4;
	range->length = 16;
	range->first.words[0] = 0x0a000000 | part << 16;
	range->last.words[0] = range->first.words[0] | 0xffff;
	loaded.report.ranges = range;
	loaded.report.range_count = 1;
	return loaded;
}

static struct generation *
make(struct site *site)
{
	static const char *const names[] = {"in", "lab", "out"};
	struct generation *made =
	    generation_new(&site->fake.runtime, &site->listener, 1, 3);

	ck_assert_ptr_nonnull(made);
	for (uint32_t i = 0; i < 3; i++) {
		struct loaded view = view_of(names[i], i);

		ck_assert_int_eq(generation_add(made, &view), 0);
	}
	return made;
}

/* Plans it, and starts all processes: three, with the refuser's. */
static void
start(struct site *site, struct generation *generation)
{
	static const int started[] = {1, 0, 1, 1};
	char why[LISTENER_WHY];

	ck_assert_int_eq(generation_plan(generation, why), 0);
	site->ready = 0;
	for (size_t i = 0; i < 4; i++)
		ck_assert_int_eq(generation_start(generation, i, tried, site),
		                 started[i]);
	for (int i = 0; i < 1000 && site->ready < 3; i++) {
		uv_run(&site->fake.loop, UV_RUN_NOWAIT);
		usleep(5000);
	}
	ck_assert_uint_eq(site->ready, 3);
}

START_TEST(a_view_stands_once_in_a_generation)
{
	struct site site;
	struct generation *generation;
	struct loaded again = view_of("lab", 9);

	open_site(&site);
	generation = make(&site);
	ck_assert_int_eq(generation_add(generation, &again), ERR_RANGE);
	loaded_clear(&again);
	ck_assert_uint_eq(generation_zones(generation), 9);
	generation_drop(generation, false);
	close_site(&site);
}
END_TEST

START_TEST(one_takes_over_from_another)
{
	struct site site;
	struct generation *first, *second;
	pid_t before;

	open_site(&site);
	first = make(&site);
	start(&site, first);
	ck_assert(!generation_answers(first));
	generation_take_over(first, NULL);
	ck_assert(generation_answers(first));
	before = process_status(first->processes[0]).pid;

	second = make(&site);
	start(&site, second);
	ck_assert(generation_answers(first));
	generation_take_over(second, first);
	ck_assert(generation_answers(second));
	ck_assert_int_ne(process_status(second->processes[0]).pid, before);
	for (int i = 0; i < 1000 && site.fake.children.count > 3; i++) {
		uv_run(&site.fake.loop, UV_RUN_NOWAIT);
		usleep(5000);
	}
	/* the first have drained, and the second are kept alive */
	ck_assert_uint_eq(site.fake.children.count, 3);
	generation_drop(second, true);
	close_site(&site);
}
END_TEST

START_TEST(one_that_is_given_up_leaves_the_other)
{
	struct site site;
	struct generation *first, *second;

	open_site(&site);
	first = make(&site);
	start(&site, first);
	generation_take_over(first, NULL);
	second = make(&site);
	start(&site, second);
	kill(process_status(second->processes[2]).pid, SIGKILL);
	for (int i = 0; i < 1000 && site.why[0] == '\0'; i++) {
		uv_run(&site.fake.loop, UV_RUN_NOWAIT);
		usleep(5000);
	}
	ck_assert_str_eq(site.why, "its process was killed by SIGKILL");
	generation_forget(second, second->processes[2]);
	ck_assert_ptr_null(second->processes[2]);
	generation_drop(second, false);
	ck_assert(generation_answers(first));
	generation_drop(first, false);
	close_site(&site);
}
END_TEST

START_TEST(a_listener_of_a_view_that_is_not_there_is_no_plan)
{
	struct site site;
	struct generation *generation;
	char why[LISTENER_WHY];

	open_site(&site);
	site.served[1] = gone;
	generation = make(&site);
	ck_assert_int_eq(generation_plan(generation, why), ERR_NOTHING);
	ck_assert_ptr_nonnull(strstr(why, "is to serve view gone, which isn't"
	                                  " there; there are in, lab, out"));
	generation_drop(generation, false);
	close_site(&site);
}
END_TEST

/* What it writes to standard error. */
static void
announced(char text[2048], const struct generation *generation, bool first)
{
	int saved = dup(STDERR_FILENO), ends[2];
	ssize_t got;

	ck_assert_int_eq(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	announce(generation, first);
	announce_failure("it rains", generation);
	dup2(saved, STDERR_FILENO);
	got = read(ends[0], text, 2047);
	ck_assert_int_gt(got, 0);
	text[got] = '\0';
	close(ends[0]);
	close(ends[1]);
	close(saved);
}

START_TEST(what_is_served_is_announced)
{
	static const char *const lines[] = {
	    "view lab has no listener: nobody can ask it\n",
	    " serves the views in, out, steered by source address (classic "
	    "BPF)",
	    "ready: 3 views, 9 zones: in (3 zones), lab (3 zones), out (3 "
	    "zones)\n",
	    "reload failed: it rains; still serving the 3 views from before\n",
	};
	struct site site;
	struct generation *generation;
	char text[2048];

	open_site(&site);
	generation = make(&site);
	start(&site, generation);
	generation_take_over(generation, NULL);
	announced(text, generation, true);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		ck_assert_msg(strstr(text, lines[i]) != NULL,
		              "\"%s\" isn't in \"%s\"", lines[i], text);
	ck_assert_ptr_null(strstr(text, "sandbox lacks"));
	announced(text, generation, false);
	ck_assert_ptr_nonnull(strstr(text, "reloaded: 3 views, 9 zones: "));
	ck_assert_ptr_null(strstr(text, "steered by"));
	generation_drop(generation, true);
	close_site(&site);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("generation");
	TCase *tests = tcase_create("generation");

	tcase_set_timeout(tests, 30);
	tcase_add_test(tests, a_view_stands_once_in_a_generation);
	tcase_add_test(tests, one_takes_over_from_another);
	tcase_add_test(tests, one_that_is_given_up_leaves_the_other);
	tcase_add_test(tests,
	               a_listener_of_a_view_that_is_not_there_is_no_plan);
	tcase_add_test(tests, what_is_served_is_announced);
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
