/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/activation.h"
#include "test/unit.h"

/* Two sockets for UDP and one for TCP, at one address and the same port, stand
 * at 3 and behind, as a service manager leaves them. */
static struct endpoint at;

static int
bound(int family, int type, uint16_t port)
{
	struct sockaddr_storage address = {.ss_family = (sa_family_t)family};
	struct sockaddr_in *four = (void *)&address;
	const int on = 1;
	int made = socket(family, type, 0);

	if (family == AF_INET)
		four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	four->sin_port = htons(port);
	setsockopt(made, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
	ck_assert_int_eq(bind(made, (const struct sockaddr *)&address,
	                      family == AF_INET ? sizeof(*four)
	                                        : sizeof(struct sockaddr_in6)),
	                 0);
	return made;
}

static void
pass(int which, int descriptor)
{
	ck_assert_int_eq(dup2(descriptor, 3 + which), 3 + which);
	if (descriptor != 3 + which)
		close(descriptor);
}

static void
announce(const char *count, pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", (int)pid);
	setenv("LISTEN_FDS", count, 1);
	setenv("LISTEN_PID", text, 1);
	setenv("LISTEN_FDNAMES", "dns:dns:stream", 1);
}

static void
set_up(void)
{
	struct sockaddr_storage address = {0};
	socklen_t size = sizeof(address);
	int first;

	closefrom(3);
	first = bound(AF_INET, SOCK_DGRAM, 0);
	ck_assert_int_eq(getsockname(first, (struct sockaddr *)&address, &size),
	                 0);
	ck_assert_int_eq(endpoint_from_address(&at, &address, size), 0);
	pass(0, first);
	pass(1, bound(AF_INET, SOCK_DGRAM,
	              ntohs(((struct sockaddr_in *)&address)->sin_port)));
	pass(2, bound(AF_INET, SOCK_STREAM,
	              ntohs(((struct sockaddr_in *)&address)->sin_port)));
}

START_TEST(sockets_are_found_by_address_and_type)
{
	struct activation activation;
	struct endpoint other;

	announce("3", getpid());
	ck_assert_int_eq(activation_open(&activation), 0);
	ck_assert_ptr_null(getenv("LISTEN_FDS"));
	ck_assert_uint_eq(activation_count(&activation, &at, SOCK_DGRAM), 2);
	ck_assert_uint_eq(activation_count(&activation, &at, SOCK_STREAM), 1);
	endpoint_from_text(&other, "127.0.0.2:53");
	ck_assert_uint_eq(activation_count(&activation, &other, SOCK_DGRAM), 0);
	ck_assert_str_eq(activation.items[2].name, "stream");
	ck_assert_int_eq(activation_check(&activation), ERR_REPORTED);
	ck_assert_int_eq(activation_take(&activation, &at, SOCK_DGRAM), 3);
	ck_assert_int_eq(activation_take(&activation, &at, SOCK_DGRAM), 4);
	ck_assert_uint_eq(activation_count(&activation, &at, SOCK_DGRAM), 0);
	ck_assert_int_eq(activation_check(&activation), ERR_REPORTED);
	ck_assert_int_eq(activation_take(&activation, &at, SOCK_STREAM), 5);
	ck_assert_int_eq(activation_check(&activation), 0);
	ck_assert_int_eq(fcntl(3, F_GETFD), FD_CLOEXEC);
	activation_close(&activation);
	ck_assert_int_ne(fcntl(3, F_GETFD), -1);
}
END_TEST

START_TEST(what_is_for_another_process_is_not_ours)
{
	struct activation activation;

	announce("3", 1);
	ck_assert_int_eq(activation_open(&activation), 0);
	ck_assert_uint_eq(activation.count, 0);
	announce("-1", getpid());
	ck_assert_int_eq(activation_open(&activation), 0);
	ck_assert_uint_eq(activation.count, 0);
}
END_TEST

START_TEST(what_is_not_taken_is_closed)
{
	struct activation activation;

	announce("3", getpid());
	ck_assert_int_eq(activation_open(&activation), 0);
	activation_close(&activation);
	ck_assert_int_eq(fcntl(4, F_GETFD), -1);
}
END_TEST

START_TEST(what_is_no_socket_of_ours_is_refused)
{
	struct activation activation;

	close(5);
	announce("3", getpid());
	ck_assert_int_eq(activation_open(&activation), ERR_REPORTED);
	activation_close(&activation);
	announce("100000", getpid());
	ck_assert_int_eq(activation_open(&activation), ERR_REPORTED);
	activation_close(&activation);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("activation");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_add_test(tests, sockets_are_found_by_address_and_type);
	tcase_add_test(tests, what_is_for_another_process_is_not_ours);
	tcase_add_test(tests, what_is_not_taken_is_closed);
	tcase_add_test(tests, what_is_no_socket_of_ours_is_refused);
	suite_add_tcase(suite, tests);
	return unit_run_apart(suite);
}
