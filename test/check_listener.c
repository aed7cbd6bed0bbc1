/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/listener.h"
#include "test/netns.h"
#include "test/unit.h"

/*
 * The views of the site over several loads, and which block is whose. View
 * "a" is 127.1.0.0/16, "b" 127.2.0.0/16, and so on, each internal. All of it
 * with either kind of steering; sk_lookup in a network namespace of its own.
 */
enum { LETTERS = 6, THREADS = 2, LISTENERS = 2 };

static const enum config_steering kinds[] = {CONFIG_STEERING_CLASSIC,
                                             CONFIG_STEERING_LOOKUP};

struct server {
	struct config config;
	struct config_listener listeners[LISTENERS];
	struct steering steering;
};

static struct view_range ranges[LETTERS];
static struct view_report reports[LETTERS];

static void
make_reports(void)
{
	for (uint32_t i = 0; i < LETTERS; i++) {
		ranges[i] = (struct view_range){
		    .first = {{0x7f010000 + (i << 16)}},
		    .last = {{0x7f01ffff + (i << 16)}},
		    .family = 4,
		    .length = 16,
		};
		reports[i] = (struct view_report){
		    .name = {(char)('a' + i)},
		    .ranges = &ranges[i],
		    .range_count = 1,
		};
	}
}

static size_t
choose(const struct view_report **views, const char *letters)
{
	for (size_t i = 0; letters[i] != '\0'; i++)
		views[i] = &reports[letters[i] - 'a'];
	return strlen(letters);
}

/* A listener at that address, and, where it is named, another at the same
 * port. False: this kind of steering can't be tested here. */
static bool
open_server(struct server *server, int kind, const char *address,
            const char *other)
{
	const struct socket_options options = {0};
	unsigned port = 26000 + (unsigned)getpid() % 5000;
	struct config_listener *at = server->listeners;

	if (kinds[kind] == CONFIG_STEERING_LOOKUP
	    && !netns_enter_for_lookup("a listener steered by sk_lookup"))
		return false;
	*server = (struct server){
	    .config = {.steering = kinds[kind],
	               .threads = THREADS,
	               .listeners = server->listeners,
	               .listener_count = other != NULL ? 2 : 1},
	};
	make_reports();
	do {
		ck_assert_int_eq(
		    endpoint_from_parts(&at->endpoint, address, port++), 0);
	} while (sockets_probe(&at->endpoint, &options) < 0);
	if (other != NULL)
		ck_assert_int_eq(
		    endpoint_from_parts(&at[1].endpoint, other, port - 1), 0);
	steering_init(&server->steering, &server->config);
	return true;
}

static void
open_listener(struct listener *listener, struct server *server, size_t which)
{
	const struct socket_options options = {0};

	ck_assert_int_eq(listener_open(listener, &server->steering,
	                               &server->listeners[which], &options),
	                 0);
}

static int
load_views(struct listener *listener, const char *letters, char *why)
{
	const struct view_report *views[LETTERS];
	size_t count = choose(views, letters);
	struct listener_plan plan;
	int result = listener_plan_make(&plan, listener, views, count, why);

	if (result < 0)
		return result;
	result = listener_grow(listener, &plan);
	if (result == 0)
		listener_follow(listener, &plan);
	else
		listener_plan_clear(&plan);
	return result;
}

/* The blocks' owners, "-" for the refuser, "." for nobody: ".-ab". */
static const char *
owners(const struct listener *listener)
{
	static char text[32];

	for (size_t i = 0; i < listener->block_count; i++) {
		text[i] = listener->owners[i][0];
		if (text[i] == '\0')
			text[i] = '-';
		else if (strcmp(listener->owners[i], LISTENER_NOBODY) == 0)
			text[i] = '.';
	}
	text[listener->block_count] = '\0';
	return text;
}

static int
client(const struct listener *listener, int type, unsigned letter)
{
	struct sockaddr_in from = {
	    .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(0x7f010007 + (letter << 16)),
	};
	struct sockaddr_in to = {
	    .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const struct sockaddr_in *at =
	    (const void *)&listener->config->endpoint.address;
	int made = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	to.sin_port = at->sin_port;
	ck_assert_int_eq(bind(made, (struct sockaddr *)&from, sizeof(from)), 0);
	ck_assert_int_eq(connect(made, (struct sockaddr *)&to, sizeof(to)), 0);
	return made;
}

/* Of which block a socket has something to read: -1 none, -2 several. */
static int
block_with(const int *sockets, size_t count, unsigned per_block, int type)
{
	int block = -1;

	for (size_t i = 0; i < count; i++) {
		char octet;
		int got = type == SOCK_DGRAM
		              ? (int)recv(sockets[i], &octet, 1, MSG_DONTWAIT)
		              : accept4(sockets[i], NULL, NULL, SOCK_CLOEXEC);

		if (got < 0)
			continue;
		if (type == SOCK_STREAM)
			close(got);
		block = block == -1 ? (int)(i / per_block) : -2;
	}
	return block;
}

/* Each view's clients come to its block, and no view's to the refuser's. */
static void
check_steering(const struct listener *listener, const char *letters)
{
	const char *blocks = owners(listener);

	for (unsigned letter = 0; letter < LETTERS; letter++) {
		const char *own = strchr(blocks, (int)('a' + letter));
		/* of a view that tells its strangers itself */
		const char *alone =
		    strlen(letters) == 1 && listener->kind <= STEERING_CLASSIC
			? strchr(blocks, letters[0])
			: NULL;
		int udp = client(listener, SOCK_DGRAM, letter), tcp, block;

		ck_assert_int_eq(send(udp, "x", 1, 0), 1);
		block =
		    block_with(listener->udp, listener->block_count * THREADS,
		               THREADS, SOCK_DGRAM);
		ck_assert_int_ge(block, 0);
		if (alone != NULL)
			ck_assert_ptr_eq(blocks + block, alone);
		else if (own != NULL)
			ck_assert_ptr_eq(blocks + block, own);
		else
			ck_assert_int_eq(blocks[block], '-');
		close(udp);
		tcp = client(listener, SOCK_STREAM, letter);
		ck_assert_int_eq(block_with(listener->tcp,
		                            listener->block_count, 1,
		                            SOCK_STREAM),
		                 block);
		close(tcp);
	}
}

static const struct {
	const char *views;
	const char *owners[2]; /* classic, sk_lookup */
} loads[] = {
    {"a", {"a", "a-"}},      /* alone: strangers are led away, or stay */
    {"b", {"b", "b-"}},      /* in its place */
    {"ab", {"b-a", ".-ab"}}, /* the refuser comes, and keeps its block */
    {"abc", {"b-ac", ".-abc"}},
    /* b's is the refuser's till another takes it; or it is closed */
    {"ac", {"--ac", ".-a.c"}},
    {"acd", {"-dac", ".-adc"}},
    {"ef", {"-ef-", ".-...ef"}},
    {"fe", {"-ef-", ".-...ef"}},
    {"f", {"--f-", ".-....f"}}, /* alone, though there are more blocks */
    {"abcdef", {"-afbcde", ".-abcdfe"}},
    {"abcdef", {"-afbcde", ".-abcdfe"}},
};

static const char *const addresses[] = {"127.0.0.1", "0.0.0.0", "::"};

START_TEST(views_keep_their_blocks_and_clients_over_loads)
{
	const int kind = _i % 2;
	struct server server;
	struct listener listener;
	char why[LISTENER_WHY];

	if (!open_server(&server, kind, addresses[_i / 2], NULL))
		return;
	open_listener(&listener, &server, 0);
	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		const char *expected = loads[i].owners[kind];

		ck_assert_int_eq(load_views(&listener, loads[i].views, why), 0);
		/* where sending can't be limited nobody is led away */
		if (listener.kind == STEERING_NONE)
			expected = loads[i].owners[0];
		ck_assert_str_eq(owners(&listener), expected);
		check_steering(&listener, loads[i].views);
	}
	listener_close(&listener);
	steering_close(&server.steering);
}
END_TEST

START_TEST(a_shared_listener_begins_with_the_refuser)
{
	struct server server;
	struct listener listener;
	char why[LISTENER_WHY];

	if (!open_server(&server, _i, "127.0.0.1", NULL))
		return;
	open_listener(&listener, &server, 0);
	ck_assert_int_eq(load_views(&listener, "bca", why), 0);
	ck_assert_str_eq(owners(&listener), _i == 0 ? "-bca" : ".-bca");
	check_steering(&listener, "bca");
	listener_close(&listener);
	steering_close(&server.steering);
}
END_TEST

START_TEST(it_is_mute_until_there_are_views)
{
	struct server server;
	struct listener listener;
	char why[LISTENER_WHY];
	int udp, tcp;

	if (!open_server(&server, _i, "127.0.0.1", NULL))
		return;
	open_listener(&listener, &server, 0);
	udp = client(&listener, SOCK_DGRAM, 0);
	ck_assert_int_eq(send(udp, "x", 1, 0), 1);
	tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(connect(tcp,
	                         (void *)&server.listeners[0].endpoint.address,
	                         server.listeners[0].endpoint.size),
	                 -1);
	ck_assert_int_eq(errno, ECONNREFUSED);
	close(tcp);
	ck_assert_int_eq(load_views(&listener, "ab", why), 0);
	ck_assert_int_eq(block_with(listener.udp,
	                            listener.block_count * THREADS, THREADS,
	                            SOCK_DGRAM),
	                 -1);
	close(udp);
	check_steering(&listener, "ab");
	listener_close(&listener);
	steering_close(&server.steering);
}
END_TEST

START_TEST(a_listener_serves_the_views_that_it_names)
{
	char *names[] = {(char[]){"c"}, (char[]){"a"}, (char[]){"c"}};
	const char *own = _i == 0 ? "-ca" : ".-ca";
	struct server server;
	struct listener listener;
	char why[LISTENER_WHY], expected[LISTENER_WHY];

	if (!open_server(&server, _i, "127.0.0.1", NULL))
		return;
	server.listeners[0].views = names;
	server.listeners[0].view_count = 3;
	open_listener(&listener, &server, 0);
	ck_assert_int_eq(load_views(&listener, "abcd", why), 0);
	ck_assert_str_eq(owners(&listener), own);
	check_steering(&listener, "ca");
	ck_assert_int_eq(load_views(&listener, "cb", why), ERR_NOTHING);
	snprintf(expected, sizeof(expected),
	         "listener %s is to serve view a, which isn't there; there are"
	         " c, b",
	         server.listeners[0].endpoint.text);
	ck_assert_str_eq(why, expected);
	ck_assert_str_eq(owners(&listener), own);
	check_steering(&listener, "ca");
	listener_close(&listener);
	steering_close(&server.steering);
}
END_TEST

/* The address's own sockets win over the wildcard's, be they steered or not;
 * and over one that takes IPv4 along with IPv6. */
START_TEST(a_wildcard_leaves_an_address_to_its_own_listener)
{
	struct server server;
	struct listener listener, any;
	char why[LISTENER_WHY];

	if (!open_server(&server, _i % 2, "127.0.0.1",
	                 _i / 2 == 0 ? "0.0.0.0" : "::"))
		return;
	open_listener(&listener, &server, 0);
	open_listener(&any, &server, 1);
	ck_assert_int_eq(load_views(&any, "abc", why), 0);
	ck_assert_int_eq(load_views(&listener, "a", why), 0);
	check_steering(&listener, "a");
	ck_assert_int_eq(load_views(&listener, "ab", why), 0);
	check_steering(&listener, "ab");
	ck_assert_int_eq(load_views(&any, "abcd", why), 0);
	check_steering(&listener, "ab");
	listener_close(&any);
	check_steering(&listener, "ab");
	listener_close(&listener);
	steering_close(&server.steering);
}
END_TEST

static void
give_networks(struct view_report *report, uint32_t count)
{
	const struct view_range own = report->ranges[0];

	report->range_count = count + 1;
	report->ranges = calloc(count + 1, sizeof(*report->ranges));
	for (uint32_t i = 0; i < count; i++)
		report->ranges[i] = (struct view_range){
		    .first = {{0x01000000 + 2 * i}},
		    .last = {{0x01000000 + 2 * i}},
		    .family = 4,
		    .length = 32,
		};
	report->ranges[count] = own;
}

START_TEST(more_networks_than_classic_bpf_can_take_change_nothing)
{
	struct server server;
	struct listener listener;
	char why[LISTENER_WHY];

	ck_assert(open_server(&server, 0, "127.0.0.1", NULL));
	open_listener(&listener, &server, 0);
	ck_assert_int_eq(load_views(&listener, "ab", why), 0);
	give_networks(&reports[2], 5000);
	ck_assert_int_eq(load_views(&listener, "abc", why), ERR_ROOM);
	ck_assert_ptr_nonnull(strstr(why, "too many networks"));
	ck_assert_str_eq(owners(&listener), "-ab");
	check_steering(&listener, "ab");
	free(reports[2].ranges);
	listener_close(&listener);
}
END_TEST

START_TEST(sk_lookup_takes_ten_thousand_networks)
{
	struct server server;
	struct listener listener;
	char why[LISTENER_WHY];

	if (!open_server(&server, 1, "127.0.0.1", NULL))
		return;
	open_listener(&listener, &server, 0);
	give_networks(&reports[2], 10000);
	ck_assert_int_eq(load_views(&listener, "abc", why), 0);
	ck_assert_str_eq(owners(&listener), ".-abc");
	check_steering(&listener, "abc");
	free(reports[2].ranges);
	listener_close(&listener);
	steering_close(&server.steering);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("listener");
	TCase *tests = tcase_create("listener");

	tcase_set_timeout(tests, 30);
	tcase_add_loop_test(
	    tests, views_keep_their_blocks_and_clients_over_loads, 0, 6);
	tcase_add_loop_test(tests, a_shared_listener_begins_with_the_refuser, 0,
	                    2);
	tcase_add_loop_test(tests, it_is_mute_until_there_are_views, 0, 2);
	tcase_add_loop_test(tests, a_listener_serves_the_views_that_it_names, 0,
	                    2);
	tcase_add_loop_test(
	    tests, a_wildcard_leaves_an_address_to_its_own_listener, 0, 4);
	tcase_add_test(tests,
	               more_networks_than_classic_bpf_can_take_change_nothing);
	tcase_add_test(tests, sk_lookup_takes_ten_thousand_networks);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run_apart(suite());
}
