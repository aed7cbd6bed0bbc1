/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>

#include "server/process.h"
#include "server/worker.h"
#include "test/fake_view.h"
#include "test/unit.h"

/*
 * A view process from the supervisor's side, with one that does as its view is
 * called:
 *
 *   good      all that worker.h says
 *   early     leaves with 3 before it is ready
 *   idle      leaves with 4 when it has been ready for a moment
 *   busy      leaves with 5 when it is told to serve, as often as it is
 *   counting  counts 7 queries
 */
static void
tell(int control, const struct worker_message *message)
{
	if (send(control, message, sizeof(*message), 0) < 0)
		_exit(99);
}

static int
play(char **argv)
{
	const char *view = fake_view_option(argv, "--view");
	const int control = fake_view_descriptor(argv, "--control");
	struct worker_message message = {.say = WORKER_READY, .measures = 5};

	if (strcmp(view, "early") == 0)
		return 3;
	tell(control, &message);
	while (recv(control, &message, sizeof(message), 0) > 0) {
		switch (message.say) {
		case WORKER_PROBE:
			tell(control,
			     &(struct worker_message){.say = WORKER_ALIVE});
			if (strcmp(view, "idle") == 0)
				return 4;
			break;
		case WORKER_SERVE:
			if (strcmp(view, "busy") == 0)
				return 5;
			break;
		case WORKER_STATS:
			tell(control, &(struct worker_message){
					  .say = WORKER_COUNTS,
					  .counts = {.udp_queries = 7},
				      });
			break;
		case WORKER_DRAIN:
			return 0;
		default:
			break;
		}
	}
	return 9;
}

struct trial {
	struct fake_view fake;
	struct process *process;
	bool ready;
	bool failed;
	char why[128];
};

static void
tried(void *context, struct process *process, const char *why)
{
	struct trial *trial = context;

	ck_assert_ptr_eq(process, trial->process);
	if (why == NULL) {
		trial->ready = true;
	} else {
		trial->failed = true;
		snprintf(trial->why, sizeof(trial->why), "%s", why);
	}
}

static void
start(struct trial *trial, const char *view)
{
	const struct launch_worker worker = {
	    .view = view,
	    .image = open("/dev/null", O_RDONLY | O_CLOEXEC),
	};

	memset(trial, 0, sizeof(*trial));
	fake_view_open(&trial->fake);
	ck_assert_int_eq(process_new(&trial->process, &trial->fake.runtime,
	                             &worker, tried, trial),
	                 0);
}

/* Turns the loop for some time, in which other things happen. */
static void
turn(struct trial *trial, int milliseconds)
{
	for (int i = 0; i < milliseconds / 5; i++) {
		uv_run(&trial->fake.loop, UV_RUN_NOWAIT);
		usleep(5000);
	}
}

START_TEST(one_that_is_ready_waits_until_it_is_told_to_serve)
{
	struct trial trial;
	struct process_status status;

	start(&trial, "good");
	ck_assert(fake_view_until(&trial.fake, &trial.ready));
	status = process_status(trial.process);
	ck_assert_int_gt(status.pid, 0);
	ck_assert_uint_eq(process_measures(trial.process), 5);
	ck_assert(!process_serves(trial.process));
	process_serve(trial.process);
	ck_assert(process_serves(trial.process));
	turn(&trial, 50);
	ck_assert_uint_eq(process_status(trial.process).restarts, 0);
	process_drain(trial.process);
	ck_assert(!trial.failed);
	fake_view_close(&trial.fake);
}
END_TEST

START_TEST(one_that_leaves_before_it_is_ready_has_failed)
{
	struct trial trial;

	start(&trial, "early");
	ck_assert(fake_view_until(&trial.fake, &trial.failed));
	ck_assert(!trial.ready);
	ck_assert_str_eq(trial.why, "its process exited with status 3");
	fake_view_close(&trial.fake);
}
END_TEST

START_TEST(one_that_leaves_while_it_waits_has_failed_too)
{
	struct trial trial;

	start(&trial, "idle");
	ck_assert(fake_view_until(&trial.fake, &trial.failed));
	ck_assert(trial.ready);
	ck_assert_str_eq(trial.why, "its process exited with status 4");
	fake_view_close(&trial.fake);
}
END_TEST

START_TEST(one_that_serves_is_kept_alive)
{
	struct trial trial;
	pid_t first;

	start(&trial, "good");
	ck_assert(fake_view_until(&trial.fake, &trial.ready));
	process_serve(trial.process);
	first = process_status(trial.process).pid;
	kill(first, SIGKILL);
	for (int i = 0; i < 100
	                && !(process_serves(trial.process)
	                     && process_status(trial.process).restarts == 1);
	     i++)
		turn(&trial, 10);
	ck_assert_int_ne(process_status(trial.process).pid, first);
	ck_assert_uint_eq(process_status(trial.process).restarts, 1);
	ck_assert(!trial.failed);
	process_kill(trial.process);
	fake_view_close(&trial.fake);
}
END_TEST

/* Five quick deaths, and then it waits. */
START_TEST(one_that_cannot_live_is_started_less_and_less_often)
{
	struct trial trial;
	unsigned restarts;

	start(&trial, "busy");
	ck_assert(fake_view_until(&trial.fake, &trial.ready));
	process_serve(trial.process);
	for (int i = 0; i < 100 && process_status(trial.process).restarts < 4;
	     i++)
		turn(&trial, 10);
	turn(&trial, 300);
	restarts = process_status(trial.process).restarts;
	ck_assert_uint_ge(restarts, 4);
	ck_assert_uint_le(restarts, 5);
	ck_assert_int_eq(process_status(trial.process).pid, 0);
	/* one that waits to be started goes at once */
	process_drain(trial.process);
	fake_view_close(&trial.fake);
}
END_TEST

START_TEST(counts_outlive_the_process)
{
	struct trial trial;

	start(&trial, "counting");
	ck_assert(fake_view_until(&trial.fake, &trial.ready));
	process_serve(trial.process);
	for (unsigned round = 1; round <= 2; round++) {
		process_count(trial.process, false);
		ck_assert(process_status(trial.process).counting);
		for (int i = 0;
		     i < 100 && process_status(trial.process).counting; i++)
			turn(&trial, 10);
		ck_assert_uint_eq(
		    process_status(trial.process).counts.udp_queries,
		    round * 7);
		kill(process_status(trial.process).pid, SIGKILL);
		for (int i = 0;
		     i < 100 && process_status(trial.process).restarts < round;
		     i++)
			turn(&trial, 10);
		turn(&trial, 50);
	}
	process_kill(trial.process);
	fake_view_close(&trial.fake);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("process");
	TCase *tests = tcase_create("process");

	tcase_set_timeout(tests, 30);
	tcase_add_test(tests,
	               one_that_is_ready_waits_until_it_is_told_to_serve);
	tcase_add_test(tests, one_that_leaves_before_it_is_ready_has_failed);
	tcase_add_test(tests, one_that_leaves_while_it_waits_has_failed_too);
	tcase_add_test(tests, one_that_serves_is_kept_alive);
	tcase_add_test(tests,
	               one_that_cannot_live_is_started_less_and_less_often);
	tcase_add_test(tests, counts_outlive_the_process);
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
