/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/control.h"
#include "test/unit.h"

/*
 * The control socket in a loop of its own, with clients that say what they
 * shouldn't, too much, too little or nothing. A request is answered by its
 * command's number, but for "reload", which waits.
 */
static char folder[32], path[64];
static uv_loop_t loop;
static struct control *control;
static struct control_connection *waiting;
static unsigned asked_count;

static void
asked(void *context, struct control_connection *connection,
      const struct control_request *request)
{
	char text[32];

	ck_assert_ptr_eq(context, &asked_count);
	asked_count++;
	if (request->command == CONTROL_RELOAD) {
		control_await(connection, 7);
		waiting = connection;
		return;
	}
	snprintf(text, sizeof(text), "%d", (int)request->command);
	control_reply(connection, strdup(text),
	              request->command == CONTROL_STOP);
}

static void
set_up(void)
{
	int socket;

	strcpy(folder, "/tmp/check_control.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/control", folder);
	asked_count = 0;
	waiting = NULL;
	ck_assert_int_eq(uv_loop_init(&loop), 0);
	socket = control_socket_open(path, (gid_t)-1);
	ck_assert_int_ge(socket, 0);
	ck_assert_int_eq(control_open(&control, &loop, socket, (gid_t)-1, asked,
	                              &asked_count),
	                 0);
}

static void
tear_down(void)
{
	control_close(control);
	uv_run(&loop, UV_RUN_DEFAULT);
	ck_assert_int_eq(uv_loop_close(&loop), 0);
	unlink(path);
	rmdir(folder);
}

static int
client(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int made = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	strcpy(at.sun_path, path);
	ck_assert_int_eq(
	    connect(made, (const struct sockaddr *)&at, sizeof(at)), 0);
	return made;
}

static void
turn(void)
{
	for (int i = 0; i < 20; i++)
		uv_run(&loop, UV_RUN_NOWAIT);
}

static void
say(int s, const char *text)
{
	ck_assert_int_eq(send(s, text, strlen(text), MSG_NOSIGNAL),
	                 (ssize_t)strlen(text));
	turn();
}

/* What the client hears, up to the end; NULL when it isn't hung up. */
static const char *
hear(int s)
{
	static char text[256];
	ssize_t got = recv(s, text, sizeof(text) - 1, 0);
	char more;

	text[got > 0 ? got : 0] = '\0';
	if (got > 0)
		got = recv(s, &more, 1, 0);
	return got == 0 ? text : NULL;
}

START_TEST(a_request_is_answered_and_the_connection_closed)
{
	int s = client();

	say(s, "{\"version\":1,\"command\":\"stats\"}\n");
	ck_assert_str_eq(hear(s), "1");
	close(s);
}
END_TEST

START_TEST(a_line_may_come_in_pieces)
{
	int s = client();

	say(s, "{\"version\":1,");
	ck_assert_uint_eq(asked_count, 0);
	say(s, "\"command\":\"stats\"}");
	ck_assert_uint_eq(asked_count, 0);
	say(s, "\n");
	ck_assert_str_eq(hear(s), "1");
	close(s);
}
END_TEST

START_TEST(what_is_no_request_gets_a_reason)
{
	int s = client();

	say(s, "GET / HTTP/1.1\r\n");
	ck_assert_ptr_nonnull(strstr(hear(s), "\"ok\": false"));
	ck_assert_uint_eq(asked_count, 0);
	close(s);
}
END_TEST

START_TEST(a_line_has_a_length)
{
	static char much[CONTROL_REQUEST];
	int s = client();

	memset(much, ' ', sizeof(much));
	ck_assert_int_eq(send(s, much, sizeof(much), 0), sizeof(much));
	turn();
	ck_assert_ptr_nonnull(strstr(hear(s), "too long"));
	close(s);
}
END_TEST

START_TEST(who_waits_is_found_and_who_hangs_up_is_not)
{
	int stays = client(), leaves = client();
	size_t place = 0;

	say(leaves, "{\"version\":1,\"command\":\"reload\"}\n");
	say(stays, "{\"version\":1,\"command\":\"reload\"}\n");
	close(leaves);
	turn();
	ck_assert_ptr_eq(control_waiting(control, &place), waiting);
	ck_assert_uint_eq(control_awaited(waiting), 7);
	ck_assert_ptr_null(control_waiting(control, &place));
	ck_assert(control_owner(waiting));
	control_reply(waiting, strdup("done"), false);
	turn();
	ck_assert_str_eq(hear(stays), "done");
	close(stays);
}
END_TEST

START_TEST(the_last_answer_closes_nothing)
{
	int s = client();

	say(s, "{\"version\":1,\"command\":\"stop\"}\n");
	ck_assert_ptr_null(hear(s));
	close(s);
}
END_TEST

START_TEST(connections_have_a_number)
{
	int silent[CONTROL_CONNECTIONS], s;

	for (int i = 0; i < CONTROL_CONNECTIONS; i++) {
		silent[i] = client();
		turn();
	}
	s = client();
	turn();
	ck_assert_ptr_nonnull(strstr(hear(s), "too many connections"));
	close(s);
	close(silent[3]);
	turn();
	s = client();
	say(s, "{\"version\":1,\"command\":\"status\"}\n");
	ck_assert_str_eq(hear(s), "0");
	close(s);
	for (int i = 0; i < CONTROL_CONNECTIONS; i++)
		if (i != 3)
			close(silent[i]);
}
END_TEST

START_TEST(who_says_nothing_is_hung_up_on)
{
	int s = client();
	uint64_t end;

	turn();
	end = uv_now(&loop) + CONTROL_READ_MS + 2000;
	while (hear(s) == NULL && uv_now(&loop) < end)
		uv_run(&loop, UV_RUN_ONCE);
	ck_assert_str_eq(hear(s), "");
	close(s);
}
END_TEST

START_TEST(a_live_socket_is_not_taken_a_dead_one_is)
{
	char other[80];
	struct stat about;
	int again;

	ck_assert_int_eq(stat(path, &about), 0);
	ck_assert_uint_eq(about.st_mode & 0777, 0600);
	ck_assert_int_eq(control_socket_open(path, (gid_t)-1), ERR_REPORTED);
	snprintf(other, sizeof(other), "%s/other", folder);
	again = control_socket_open(other, getegid());
	ck_assert_int_ge(again, 0);
	ck_assert_int_eq(stat(other, &about), 0);
	ck_assert_uint_eq(about.st_mode & 0777, 0660);
	close(again);
	again = control_socket_open(other, (gid_t)-1);
	ck_assert_int_ge(again, 0);
	close(again);
	unlink(other);
	fclose(fopen(other, "w"));
	ck_assert_int_eq(control_socket_open(other, (gid_t)-1), ERR_REPORTED);
	unlink(other);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("control");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 20);
	tcase_add_test(tests, a_request_is_answered_and_the_connection_closed);
	tcase_add_test(tests, a_line_may_come_in_pieces);
	tcase_add_test(tests, what_is_no_request_gets_a_reason);
	tcase_add_test(tests, a_line_has_a_length);
	tcase_add_test(tests, who_waits_is_found_and_who_hangs_up_is_not);
	tcase_add_test(tests, the_last_answer_closes_nothing);
	tcase_add_test(tests, connections_have_a_number);
	tcase_add_test(tests, who_says_nothing_is_hung_up_on);
	tcase_add_test(tests, a_live_socket_is_not_taken_a_dead_one_is);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
