/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/sockets.h"
#include "test/unit.h"

static const struct socket_options plain = {0};

/* An endpoint of that address with a port that nobody has. */
static struct endpoint
free_endpoint(const char *address)
{
	for (unsigned port = 20000 + (unsigned)getpid() % 5000;; port++) {
		struct endpoint endpoint;

		ck_assert_int_eq(endpoint_from_parts(&endpoint, address, port),
		                 0);
		if (sockets_probe(&endpoint, &plain) == 0)
			return endpoint;
	}
}

static int
option(int socket, int level, int name)
{
	int value = -1;
	socklen_t length = sizeof(value);

	getsockopt(socket, level, name, &value, &length);
	return value;
}

static const char *const addresses[] = {"127.0.0.1", "0.0.0.0", "::1", "::"};

START_TEST(sockets_of_ours_share_an_endpoint_and_the_probe_sees_them)
{
	struct endpoint at = free_endpoint(addresses[_i]);
	int udp = sockets_udp(&at, &plain, false);
	int again = sockets_udp(&at, &plain, true);
	int tcp;

	ck_assert_int_ge(udp, 0);
	ck_assert_int_ge(again, 0);
	ck_assert_int_eq(sockets_probe(&at, &plain), ERR_SYSTEM);
	ck_assert_int_eq(errno, EADDRINUSE);
	close(udp);
	close(again);
	ck_assert_int_eq(sockets_probe(&at, &plain), 0);
	tcp = sockets_tcp(&at, &plain);
	ck_assert_int_ge(tcp, 0);
	ck_assert_int_eq(sockets_listen(tcp), 0);
	ck_assert_int_eq(sockets_probe(&at, &plain), ERR_SYSTEM);
	ck_assert_int_eq(errno, EADDRINUSE);
	again = sockets_tcp(&at, &plain);
	ck_assert_int_ge(again, 0);
	close(tcp);
	close(again);
}
END_TEST

START_TEST(a_bound_tcp_socket_holds_its_port_before_it_listens)
{
	struct endpoint at = free_endpoint("127.0.0.1");
	int tcp = sockets_tcp(&at, &plain);

	ck_assert_int_eq(sockets_probe(&at, &plain), ERR_SYSTEM);
	ck_assert_int_eq(errno, EADDRINUSE);
	close(tcp);
}
END_TEST

START_TEST(the_options_are_those_that_a_worker_is_promised)
{
	struct endpoint one = free_endpoint("127.0.0.1");
	struct endpoint any = free_endpoint("0.0.0.0");
	struct endpoint six = free_endpoint("::");
	int udp = sockets_udp(&one, &plain, false);
	int udp_any = sockets_udp(&any, &plain, false);
	int udp_six = sockets_udp(&six, &plain, false);
	int tcp = sockets_tcp(&one, &plain);

	ck_assert_int_eq(option(udp, IPPROTO_IP, IP_MTU_DISCOVER),
	                 IP_PMTUDISC_OMIT);
	ck_assert_int_eq(option(udp, IPPROTO_IP, IP_PKTINFO), 0);
	ck_assert_int_eq(option(udp_any, IPPROTO_IP, IP_PKTINFO), 1);
	ck_assert_int_eq(option(udp_six, IPPROTO_IPV6, IPV6_RECVPKTINFO), 1);
	ck_assert_int_eq(option(udp_six, IPPROTO_IPV6, IPV6_MTU_DISCOVER),
	                 IPV6_PMTUDISC_OMIT);
	ck_assert_int_eq(option(udp_six, IPPROTO_IP, IP_MTU_DISCOVER),
	                 IP_PMTUDISC_OMIT);
	ck_assert_int_eq(fcntl(udp, F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_ne(fcntl(tcp, F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_ne(fcntl(udp, F_GETFD) & FD_CLOEXEC, 0);
	ck_assert_int_ne(fcntl(tcp, F_GETFD) & FD_CLOEXEC, 0);
	close(udp);
	close(udp_any);
	close(udp_six);
	close(tcp);
}
END_TEST

START_TEST(a_receive_buffer_is_as_large_as_asked)
{
	const struct socket_options options = {.receive_buffer = 50000};
	struct endpoint at = free_endpoint("127.0.0.1");
	int udp = sockets_udp(&at, &options, false);

	ck_assert_int_eq(sockets_receive_buffer(udp), 50000);
	close(udp);
}
END_TEST

START_TEST(both_wildcards_stand_beside_each_other)
{
	const struct socket_options half = {.six_only = true};
	struct endpoint four = free_endpoint("0.0.0.0"), six;
	unsigned port = ntohs(((struct sockaddr_in *)&four.address)->sin_port);
	int udp = sockets_udp(&four, &plain, false);

	ck_assert_int_eq(endpoint_from_parts(&six, "::", port), 0);
	ck_assert_int_eq(sockets_probe(&six, &plain), ERR_SYSTEM);
	ck_assert_int_eq(sockets_probe(&six, &half), 0);
	close(udp);
}
END_TEST

static void
send_to(const struct endpoint *at, const char *text)
{
	int client = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(sendto(client, text, strlen(text), 0,
	                        (const struct sockaddr *)&at->address,
	                        at->size),
	                 (ssize_t)strlen(text));
	close(client);
}

START_TEST(a_mute_socket_drops_until_it_is_unmuted)
{
	struct endpoint at = free_endpoint("127.0.0.1");
	int udp = sockets_udp(&at, &plain, true);
	char text[8] = "";

	send_to(&at, "early");
	ck_assert_int_eq(recv(udp, text, sizeof(text), MSG_DONTWAIT), -1);
	ck_assert_int_eq(sockets_unmute(udp), 0);
	ck_assert_int_eq(recv(udp, text, sizeof(text), MSG_DONTWAIT), -1);
	send_to(&at, "late");
	ck_assert_int_eq(recv(udp, text, sizeof(text), MSG_DONTWAIT), 4);
	close(udp);
}
END_TEST

START_TEST(an_address_of_another_host_is_told)
{
	struct endpoint at;

	ck_assert_int_eq(endpoint_from_text(&at, "198.51.100.7:5353"), 0);
	ck_assert_int_eq(sockets_udp(&at, &plain, false), ERR_SYSTEM);
	ck_assert_int_eq(errno, EADDRNOTAVAIL);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("sockets");
	TCase *tests = tcase_create("sockets");

	tcase_add_loop_test(
	    tests, sockets_of_ours_share_an_endpoint_and_the_probe_sees_them, 0,
	    sizeof(addresses) / sizeof(addresses[0]));
	tcase_add_test(tests,
	               a_bound_tcp_socket_holds_its_port_before_it_listens);
	tcase_add_test(tests, the_options_are_those_that_a_worker_is_promised);
	tcase_add_test(tests, a_receive_buffer_is_as_large_as_asked);
	tcase_add_test(tests, both_wildcards_stand_beside_each_other);
	tcase_add_test(tests, a_mute_socket_drops_until_it_is_unmuted);
	tcase_add_test(tests, an_address_of_another_host_is_told);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
