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
#include "test/unit.h"

/*
 * The views of the site over several loads, and which block is whose. View
 * "a" is 127.1.0.0/16, "b" 127.2.0.0/16, and so on, each internal.
 */
enum { LETTERS = 6, THREADS = 2 };

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

static void
open_listener(struct listener *listener, struct config_listener *config)
{
	const struct socket_options options = {0};
	unsigned port = 26000 + (unsigned)getpid() % 5000;

	make_reports();
	do {
		ck_assert_int_eq(
		    endpoint_from_parts(&config->endpoint, "127.0.0.1", port++),
		    0);
	} while (sockets_probe(&config->endpoint, &options) < 0);
	ck_assert_int_eq(listener_open(listener, config, &options, THREADS), 0);
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

/* The blocks' owners, "-" for the refuser: "-ab". */
static const char *
owners(const struct listener *listener)
{
	static char text[32];

	for (size_t i = 0; i < listener->block_count; i++)
		text[i] = listener->owners[i][0] != '\0'
		              ? listener->owners[i][0]
		              : '-';
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
	int made = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(bind(made, (struct sockaddr *)&from, sizeof(from)), 0);
	ck_assert_int_eq(
	    connect(made, (const void *)&listener->config->endpoint.address,
	            listener->config->endpoint.size),
	    0);
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
		const char *alone =
		    strlen(letters) == 1 ? strchr(blocks, letters[0]) : NULL;
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
	const char *owners;
} loads[] = {
    {"a", "a"},    /* alone: no refuser, nothing to steer */
    {"ab", "a-b"}, /* the refuser comes, and keeps its block */
    {"abc", "a-bc"},
    {"ac", "a--c"}, /* b's is the refuser's till another takes it */
    {"acd", "a-dc"},
    {"ef", "e-f-"},
    {"fe", "e-f-"},
    {"f", "--f-"}, /* alone, though there are more blocks */
    {"abcdef", "-afbcde"},
    {"abcdef", "-afbcde"},
};

START_TEST(views_keep_their_blocks_and_clients_over_loads)
{
	struct config_listener config = {0};
	struct listener listener;
	char why[LISTENER_WHY];

	open_listener(&listener, &config);
	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		ck_assert_int_eq(load_views(&listener, loads[i].views, why), 0);
		ck_assert_str_eq(owners(&listener), loads[i].owners);
		check_steering(&listener, loads[i].views);
	}
	listener_close(&listener);
}
END_TEST

START_TEST(a_shared_listener_begins_with_the_refuser)
{
	struct config_listener config = {0};
	struct listener listener;
	char why[LISTENER_WHY];

	open_listener(&listener, &config);
	ck_assert_int_eq(load_views(&listener, "bca", why), 0);
	ck_assert_str_eq(owners(&listener), "-bca");
	check_steering(&listener, "bca");
	listener_close(&listener);
}
END_TEST

START_TEST(it_is_mute_until_there_are_views)
{
	struct config_listener config = {0};
	struct listener listener;
	char why[LISTENER_WHY];
	int udp, tcp;

	open_listener(&listener, &config);
	udp = client(&listener, SOCK_DGRAM, 0);
	ck_assert_int_eq(send(udp, "x", 1, 0), 1);
	tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(connect(tcp, (void *)&config.endpoint.address,
	                         config.endpoint.size),
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
}
END_TEST

START_TEST(a_listener_serves_the_views_that_it_names)
{
	char *names[] = {(char[]){"c"}, (char[]){"a"}, (char[]){"c"}};
	struct config_listener config = {.views = names, .view_count = 3};
	struct listener listener;
	char why[LISTENER_WHY], expected[LISTENER_WHY];

	open_listener(&listener, &config);
	ck_assert_int_eq(load_views(&listener, "abcd", why), 0);
	ck_assert_str_eq(owners(&listener), "-ca");
	check_steering(&listener, "ca");
	ck_assert_int_eq(load_views(&listener, "cb", why), ERR_NOTHING);
	snprintf(expected, sizeof(expected),
	         "listener %s is to serve view a, which isn't there; there are"
	         " c, b",
	         config.endpoint.text);
	ck_assert_str_eq(why, expected);
	ck_assert_str_eq(owners(&listener), "-ca");
	check_steering(&listener, "ca");
	listener_close(&listener);
}
END_TEST

/* The address's own sockets win over the wildcard's. */
START_TEST(a_wildcard_leaves_an_address_to_its_own_listener)
{
	struct config_listener config = {0}, any_config = {0};
	struct listener listener, any;
	char why[LISTENER_WHY];
	const struct sockaddr_in *at;

	open_listener(&listener, &config);
	at = (const void *)&config.endpoint.address;
	ck_assert_int_eq(endpoint_from_parts(&any_config.endpoint, "0.0.0.0",
	                                     ntohs(at->sin_port)),
	                 0);
	ck_assert_int_eq(
	    listener_open(&any, &any_config, &listener.options, THREADS), 0);
	ck_assert_int_eq(load_views(&any, "abc", why), 0);
	ck_assert_int_eq(load_views(&listener, "ab", why), 0);
	check_steering(&listener, "ab");
	ck_assert_int_eq(load_views(&any, "abcd", why), 0);
	check_steering(&listener, "ab");
	listener_close(&any);
	check_steering(&listener, "ab");
	listener_close(&listener);
}
END_TEST

START_TEST(too_many_networks_are_told_and_change_nothing)
{
	struct config_listener config = {0};
	struct listener listener;
	char why[LISTENER_WHY];

	open_listener(&listener, &config);
	ck_assert_int_eq(load_views(&listener, "ab", why), 0);
	reports[2].range_count = 5000;
	reports[2].ranges = calloc(5000, sizeof(*reports[2].ranges));
	for (uint32_t i = 0; i < 5000; i++)
		reports[2].ranges[i] = (struct view_range){
		    .first = {{0x01000000 + 2 * i}},
		    .last = {{0x01000000 + 2 * i}},
		    .family = 4,
		    .length = 32,
		};
	ck_assert_int_eq(load_views(&listener, "abc", why), ERR_ROOM);
	ck_assert_ptr_nonnull(strstr(why, "too many networks"));
	ck_assert_str_eq(owners(&listener), "-ab");
	check_steering(&listener, "ab");
	free(reports[2].ranges);
	listener_close(&listener);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("listener");
	TCase *tests = tcase_create("listener");

	tcase_set_timeout(tests, 30);
	tcase_add_test(tests, views_keep_their_blocks_and_clients_over_loads);
	tcase_add_test(tests, a_shared_listener_begins_with_the_refuser);
	tcase_add_test(tests, it_is_mute_until_there_are_views);
	tcase_add_test(tests, a_listener_serves_the_views_that_it_names);
	tcase_add_test(tests, a_wildcard_leaves_an_address_to_its_own_listener);
	tcase_add_test(tests, too_many_networks_are_told_and_change_nothing);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
