/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/notify.h"
#include "test/unit.h"

/* The manager's socket, with a name of its own, and what it has heard. */
static int manager;
static char heard[1024];

static const char *
hear(void)
{
	ssize_t got = recv(manager, heard, sizeof(heard) - 1, MSG_DONTWAIT);

	heard[got > 0 ? got : 0] = '\0';
	return heard;
}

static void
listen_at(const char *name)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	size_t length = strlen(name);

	memcpy(at.sun_path, name, length);
	if (name[0] == '@')
		at.sun_path[0] = '\0';
	manager = socket(AF_UNIX, SOCK_DGRAM, 0);
	ck_assert_int_eq(
	    bind(manager, (const struct sockaddr *)&at,
	         (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)),
	    0);
	setenv("NOTIFY_SOCKET", name, 1);
}

START_TEST(an_abstract_socket_hears_all_of_it)
{
	struct notify notify;
	char name[64];
	unsigned long long since;

	snprintf(name, sizeof(name), "@check-notify-%d", (int)getpid());
	listen_at(name);
	notify_open(&notify);
	ck_assert_int_ge(notify.socket, 0);
	notify_ready(&notify);
	ck_assert_str_eq(hear(), "READY=1\n");
	notify_stopping(&notify);
	ck_assert_str_eq(hear(), "STOPPING=1\n");
	notify_alive(&notify);
	ck_assert_str_eq(hear(), "WATCHDOG=1\n");
	notify_reloading(&notify);
	ck_assert_int_eq(
	    sscanf(hear(), "RELOADING=1\nMONOTONIC_USEC=%llu\n", &since), 1);
	ck_assert_uint_gt(since, 0);
	notify_status(&notify, "a site\nREADY=1 %d", 7);
	ck_assert_str_eq(hear(), "STATUS=a site READY=1 7");
	notify_close(&notify);
	close(manager);
}
END_TEST

static const struct {
	const char *microseconds;
	const char *pid; /* "": ours */
	uint64_t milliseconds;
} watchdogs[] = {
    {NULL, NULL, 0},     {"3000000", NULL, 3000}, {"3000000", "", 3000},
    {"3000000", "1", 0}, {"x", NULL, 0},
};

START_TEST(the_watchdog_is_for_its_own_process)
{
	struct notify notify;
	char name[64], pid[16];

	snprintf(name, sizeof(name), "@check-watchdog-%d", (int)getpid());
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	listen_at(name);
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	if (watchdogs[_i].microseconds != NULL)
		setenv("WATCHDOG_USEC", watchdogs[_i].microseconds, 1);
	if (watchdogs[_i].pid != NULL)
		setenv("WATCHDOG_PID",
		       watchdogs[_i].pid[0] != '\0' ? watchdogs[_i].pid : pid,
		       1);
	notify_open(&notify);
	ck_assert_uint_eq(notify.watchdog, watchdogs[_i].milliseconds);
	notify_close(&notify);
	close(manager);
}
END_TEST

static const char *const nobody[] = {"", "nowhere", "vsock:2:1234"};

START_TEST(who_is_no_socket_is_not_notified)
{
	struct notify notify;

	setenv("NOTIFY_SOCKET", nobody[_i], 1);
	notify_open(&notify);
	ck_assert_int_eq(notify.socket, -1);
	notify_ready(&notify);
	notify_status(&notify, "nobody hears this");
	notify_close(&notify);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("notify");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, an_abstract_socket_hears_all_of_it);
	tcase_add_loop_test(tests, the_watchdog_is_for_its_own_process, 0,
	                    sizeof(watchdogs) / sizeof(watchdogs[0]));
	tcase_add_loop_test(tests, who_is_no_socket_is_not_notified, 0,
	                    sizeof(nobody) / sizeof(nobody[0]));
	suite_add_tcase(suite, tests);
	return unit_run_apart(suite);
}
