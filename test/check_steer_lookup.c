/* SPDX-License-Identifier: ISC */
#include <linux/filter.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "test/steer_rig.h"
#include "test/unit.h"

/*
 * What sk_lookup promises beyond the right view: that it leaves alone what
 * isn't ours, that it fails closed, and that a view's process can't disturb
 * another view. "a" is 127.1.0.0/16, "b" is 127.2.0.0/16, and both have some
 * of IPv6.
 */
static struct view_range ranges[] = {
    {{{0x7f010000}}, {{0x7f01ffff}}, 4, 16},
    {{{0, 0, 0, 1}}, {{0, 0, 0, 1}}, 6, 128},
    {{{0x7f020000}}, {{0x7f02ffff}}, 4, 16},
};
static const struct view_report reports[] = {
    {.name = "a", .ranges = ranges, .range_count = 2},
    {.name = "b", .ranges = ranges + 2, .range_count = 1},
};
static const struct view_report *const views[] = {&reports[0], &reports[1]};

/* Client, and whose process it reaches. */
static const struct {
	const char *client;
	const char *view;
} clients[] = {
    {"127.1.0.1", "a"}, {"127.2.0.1", "b"}, {"127.3.0.1", ""}, {"::1", "a"}};

static bool
open_rig(struct rig *rig, unsigned threads, const char *first,
         const char *second)
{
	if (!netns_enter_for_lookup("steering by sk_lookup"))
		return false;
	rig_open(rig, CONFIG_STEERING_LOOKUP, threads, first, second);
	for (size_t i = 0; i < rig->config.listener_count; i++)
		rig_load(&rig->listeners[i], views, 2);
	return true;
}

static void
all_reach_their_views(const struct listener *listener, const char *to)
{
	const bool six = strchr(to, ':') != NULL;

	for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
		const char *from = clients[i].client;

		if ((strchr(from, ':') != NULL) != six)
			continue;
		ck_assert_pstr_eq(rig_reaches(listener, SOCK_DGRAM, from, to),
		                  clients[i].view);
		ck_assert_pstr_eq(rig_reaches(listener, SOCK_STREAM, from, to),
		                  clients[i].view);
	}
}

START_TEST(all_addresses_of_a_dual_stack_listener_are_steered)
{
	struct rig rig;

	if (!open_rig(&rig, 2, "::", NULL))
		return;
	all_reach_their_views(&rig.listeners[0], "127.0.0.1");
	all_reach_their_views(&rig.listeners[0], "127.5.5.5");
	all_reach_their_views(&rig.listeners[0], "::1");
	rig_close(&rig);
}
END_TEST

/* Loopback at a MTU that cuts them. */
START_TEST(fragments_are_steered_when_they_are_whole)
{
	static const char *const to[] = {"127.0.0.1", "::1"};
	struct ifreq loopback = {.ifr_name = "lo", .ifr_mtu = 1500};
	static char text[9000];
	struct rig rig;
	int any;

	if (!open_rig(&rig, 1, "::", NULL))
		return;
	any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(ioctl(any, SIOCSIFMTU, &loopback), 0);
	close(any);
	for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
		const char *from = clients[i].client, *owner;
		int client = rig_client(SOCK_DGRAM, from, 0,
		                        to[strchr(from, ':') != NULL]);
		uint32_t value;

		ck_assert_int_eq(send(client, text, sizeof(text), 0),
		                 sizeof(text));
		owner = rig_hears(&rig.listeners[0], SOCK_DGRAM, &value);
		ck_assert_pstr_eq(owner, clients[i].view);
		close(client);
	}
	rig_close(&rig);
}
END_TEST

/* A socket of somebody else's gets what is sent to it. */
static void
somebody_hears(const char *address, uint16_t port)
{
	union peer at;
	socklen_t size = rig_address(&at, address, port);
	int server = socket(at.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int client = socket(at.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char octet;

	ck_assert_int_eq(bind(server, &at.any, size), 0);
	ck_assert_int_eq(sendto(client, "x", 1, 0, &at.any, size), 1);
	ck_assert_int_eq(recv(server, &octet, 1, MSG_DONTWAIT), 1);
	close(server);
	close(client);
}

START_TEST(what_is_not_ours_is_left_alone)
{
	struct rig rig;

	if (!open_rig(&rig, 1, "127.0.0.1", NULL))
		return;
	somebody_hears("127.0.0.2", RIG_PORT);
	somebody_hears("127.0.0.1", RIG_PORT + 1);
	somebody_hears("::1", RIG_PORT);
	all_reach_their_views(&rig.listeners[0], "127.0.0.1");
	rig_close(&rig);
}
END_TEST

/* As two servers would, in one network namespace. */
START_TEST(two_servers_on_one_port_do_not_disturb_each_other)
{
	struct rig rig, other;

	if (!open_rig(&rig, 2, "127.0.0.1", NULL))
		return;
	rig_open(&other, CONFIG_STEERING_LOOKUP, 2, "127.0.0.2", "::1");
	rig_load(&other.listeners[0], views, 2);
	rig_load(&other.listeners[1], views, 2);
	all_reach_their_views(&rig.listeners[0], "127.0.0.1");
	all_reach_their_views(&other.listeners[0], "127.0.0.2");
	all_reach_their_views(&other.listeners[1], "::1");
	rig_close(&rig);
	all_reach_their_views(&other.listeners[0], "127.0.0.2");
	rig_close(&other);
}
END_TEST

START_TEST(without_the_program_nobody_is_reached)
{
	struct rig rig;

	if (!open_rig(&rig, 1, "127.0.0.1", NULL))
		return;
	steering_close(&rig.steering);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_ptr_null(rig_reaches(&rig.listeners[0], SOCK_DGRAM,
		                               clients[i].client, "127.0.0.1"));
		ck_assert_ptr_null(rig_reaches(&rig.listeners[0], SOCK_STREAM,
		                               clients[i].client, "127.0.0.1"));
	}
	rig_close(&rig);
}
END_TEST

START_TEST(sockets_that_are_bound_apart_are_not_reached_directly)
{
	struct rig rig;
	const struct listener *listener = &rig.listeners[0];

	if (!open_rig(&rig, 1, "0.0.0.0", NULL))
		return;
	for (size_t i = 1; i < listener->block_count; i++) {
		int client = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		union peer at = {0};
		socklen_t size = sizeof(at);
		uint32_t value;

		ck_assert_int_eq(getsockname(listener->udp[i], &at.any, &size),
		                 0);
		ck_assert_uint_eq(ntohl(at.four.sin_addr.s_addr) >> 24, 0);
		sendto(client, "x", 1, 0, &at.any, size);
		ck_assert_ptr_null(rig_hears(listener, SOCK_DGRAM, &value));
		close(client);
	}
	rig_close(&rig);
}
END_TEST

START_TEST(a_view_that_is_gone_leaves_nothing)
{
	struct rig rig;
	struct listener *listener = &rig.listeners[0];

	if (!open_rig(&rig, 1, "127.0.0.1", NULL))
		return;
	ck_assert_str_eq(listener->owners[3], "b");
	rig_load(listener, views, 1);
	ck_assert_str_eq(listener->owners[3], LISTENER_NOBODY);
	ck_assert_int_eq(listener->udp[3], -1);
	ck_assert_int_eq(listener->tcp[3], -1);
	rig_close(&rig);
}
END_TEST

/*
 * What somebody who runs code in view a's process may try with its sockets, to
 * get at the packets of 127.2.0.1, or to keep them from view b.
 */
enum { STOLEN_PORT = 33333 };

static void
connect_to_the_client(int udp, int tcp)
{
	union peer at;
	socklen_t size = rig_address(&at, "127.2.0.1", STOLEN_PORT);

	(void)tcp;
	connect(udp, &at.any, size);
}

static void
connect_to_nobody(int udp, int tcp)
{
	const struct sockaddr none = {.sa_family = AF_UNSPEC};

	connect(udp, &none, sizeof(none));
	connect(tcp, &none, sizeof(none));
}

static void
bind_to_the_door(int udp, int tcp)
{
	const int yes = 1;
	union peer at;
	socklen_t size = rig_address(&at, "127.0.0.1", RIG_PORT);
	int another = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	setsockopt(another, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes));
	setsockopt(another, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	bind(udp, &at.any, size);
	bind(tcp, &at.any, size);
	bind(another, &at.any, size);
	rig_address(&at, "127.2.0.1", STOLEN_PORT);
	connect(another, &at.any, size);
}

static void
shut_down(int udp, int tcp)
{
	shutdown(udp, SHUT_RDWR);
	shutdown(tcp, SHUT_RDWR);
}

static void
listen_again(int udp, int tcp)
{
	(void)udp;
	shutdown(tcp, SHUT_RDWR);
	listen(tcp, 5);
}

static void
change_the_group(int udp, int tcp)
{
	const int yes = 1, sockets[] = {udp, tcp};

	for (size_t i = 0; i < 2; i++) {
		setsockopt(sockets[i], SOL_SOCKET, SO_DETACH_REUSEPORT_BPF,
		           &yes, sizeof(yes));
		setsockopt(sockets[i], SOL_SOCKET, SO_REUSEPORT, &yes,
		           sizeof(yes));
		setsockopt(sockets[i], SOL_SOCKET, SO_REUSEADDR, &yes,
		           sizeof(yes));
	}
}

static void
steer_to_itself(int udp, int tcp)
{
	struct sock_filter first[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
	struct sock_fprog program = {1, first};
	const int sockets[] = {udp, tcp};

	for (size_t i = 0; i < 2; i++) {
		setsockopt(sockets[i], SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF,
		           &program, sizeof(program));
		setsockopt(sockets[i], SOL_SOCKET, SO_ATTACH_FILTER, &program,
		           sizeof(program));
	}
}

static void
close_all(int udp, int tcp)
{
	close(udp);
	close(tcp);
}

static void (*const attempts[])(int udp, int tcp) = {
    connect_to_the_client, connect_to_nobody, bind_to_the_door, shut_down,
    listen_again,          change_the_group,  steer_to_itself,  close_all,
};

static void
attempt(const struct listener *listener, void (*what)(int udp, int tcp))
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		if (setresgid(65534, 65534, 65534) < 0
		    || setresuid(65534, 65534, 65534) < 0)
			_exit(1);
		for (size_t i = 0; i < listener->threads; i++)
			what(listener->udp[2 * listener->threads + i],
			     listener->tcp[2]);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

static void
b_and_strangers_are_served(const struct listener *listener)
{
	uint32_t value = 1;
	int client =
	    rig_client(SOCK_DGRAM, "127.2.0.1", STOLEN_PORT, "127.0.0.1");

	ck_assert_int_eq(send(client, &value, sizeof(value), 0), sizeof(value));
	ck_assert_pstr_eq(rig_hears(listener, SOCK_DGRAM, &value), "b");
	close(client);
	for (size_t i = 1; i < 3; i++) {
		ck_assert_pstr_eq(rig_reaches(listener, SOCK_DGRAM,
		                              clients[i].client, "127.0.0.1"),
		                  clients[i].view);
		ck_assert_pstr_eq(rig_reaches(listener, SOCK_STREAM,
		                              clients[i].client, "127.0.0.1"),
		                  clients[i].view);
	}
}

/* And a itself: to its own process, or to none. */
START_TEST(a_hostile_process_harms_its_own_view_alone)
{
	struct rig rig;
	const struct listener *listener = &rig.listeners[0];

	if (!open_rig(&rig, 2, "127.0.0.1", NULL))
		return;
	ck_assert_str_eq(listener->owners[2], "a");
	attempt(listener, attempts[_i]);
	b_and_strangers_are_served(listener);
	for (int tcp = 0; tcp < 2; tcp++) {
		const char *owner =
		    rig_reaches(listener, tcp ? SOCK_STREAM : SOCK_DGRAM,
		                "127.1.0.1", "127.0.0.1");

		if (owner != NULL)
			ck_assert_str_eq(owner, "a");
	}
	rig_load(&rig.listeners[0], views, 2);
	b_and_strangers_are_served(listener);
	rig_close(&rig);
}
END_TEST

/* Whether what the process of block 2 sends over its connection comes. */
static bool
comes(int served, int client)
{
	struct pollfd readable = {.fd = client, .events = POLLIN};
	char octet;

	send(served, "x", 1, MSG_NOSIGNAL);
	return poll(&readable, 1, 300) == 1 && recv(client, &octet, 1, 0) == 1;
}

/* To a client whose network goes to another view nothing more is sent, by what
 * connection ever (test/egress.c has UDP). */
START_TEST(a_connection_is_limited_to_its_view)
{
	struct view_range elsewhere = {{{0x7f040000}}, {{0x7f04ffff}}, 4, 16};
	const struct view_report moved = {
	    .name = "a", .ranges = &elsewhere, .range_count = 1};
	const struct view_report *const others[] = {&moved, &reports[1]};
	struct rig rig;
	int client, served;

	if (!open_rig(&rig, 1, "127.0.0.1", NULL))
		return;
	if (!steer_lookup_limits(rig.steering.lookup)) {
		fputs("what a view sends: not tested, the kernel here can't"
		      " limit it\n",
		      stderr);
		rig_close(&rig);
		return;
	}
	client = rig_client(SOCK_STREAM, "127.1.0.1", 0, "127.0.0.1");
	ck_assert_str_eq(rig.listeners[0].owners[2], "a");
	served = accept(rig.listeners[0].tcp[2], NULL, NULL);
	ck_assert_int_ge(served, 0);
	ck_assert(comes(served, client));
	rig_load(&rig.listeners[0], others, 2);
	ck_assert(!comes(served, client));
	rig_load(&rig.listeners[0], views, 2);
	ck_assert(comes(served, client));
	close(client);
	close(served);
	rig_close(&rig);
}
END_TEST

/* Who takes over and has a listener more leads its strangers away, too: the
 * programs of the one before limit until those of the heir do. */
START_TEST(an_heir_knows_that_there_are_limits)
{
	struct steering heir;
	struct steer_links links;
	struct rig rig;

	if (!open_rig(&rig, 1, "127.0.0.1", NULL))
		return;
	links = steer_lookup_links(rig.steering.lookup);
	links.steer = dup(links.steer);
	links.egress = links.egress >= 0 ? dup(links.egress) : -1;
	steering_init(&heir, &rig.config);
	ck_assert_int_eq(steering_follow(&heir, &links), 0);
	ck_assert_int_eq(steering_limits(&heir, &rig.configs[0].endpoint),
	                 steer_lookup_limits(rig.steering.lookup));
	steering_close(&heir);
	rig_close(&rig);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("steer_lookup");
	TCase *tests = tcase_create("steer_lookup");

	tcase_set_timeout(tests, 30);
	tcase_add_test(tests,
	               all_addresses_of_a_dual_stack_listener_are_steered);
	tcase_add_test(tests, fragments_are_steered_when_they_are_whole);
	tcase_add_test(tests, what_is_not_ours_is_left_alone);
	tcase_add_test(tests,
	               two_servers_on_one_port_do_not_disturb_each_other);
	tcase_add_test(tests, without_the_program_nobody_is_reached);
	tcase_add_test(tests,
	               sockets_that_are_bound_apart_are_not_reached_directly);
	tcase_add_test(tests, a_view_that_is_gone_leaves_nothing);
	tcase_add_test(tests, a_connection_is_limited_to_its_view);
	tcase_add_loop_test(tests, a_hostile_process_harms_its_own_view_alone,
	                    0, sizeof(attempts) / sizeof(attempts[0]));
	tcase_add_test(tests, an_heir_knows_that_there_are_limits);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run_apart(suite());
}
