/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/net.h"
#include "server/steer_classic.h"
#include "test/unit.h"

/*
 * The program is run by an interpreter of the few instructions that it uses,
 * and what it says is compared with a search through all ranges, address by
 * address; then by the kernel, on loopback.
 */
enum { NOBODY = 0, HEADER = 40, VIEWS = 5, RANGES = 60, BOTH = 2 * RANGES };

static uint32_t
load(const uint8_t *packet, uint32_t offset, unsigned size, unsigned cpu)
{
	const uint32_t at = offset - (uint32_t)SKF_NET_OFF;
	uint32_t value = 0;

	if (offset == (uint32_t)SKF_AD_OFF + SKF_AD_CPU)
		return cpu;
	ck_assert_uint_le(at + size, HEADER);
	for (unsigned i = 0; i < size; i++)
		value = value << 8 | packet[at + i];
	return value;
}

static uint32_t
run(const struct steer_program *program, const uint8_t *packet, unsigned cpu)
{
	uint32_t a = 0, x = 0;

	for (size_t at = 0; at < program->count; at++) {
		const struct sock_filter *one = &program->code[at];
		bool taken;

		switch (one->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			a = load(packet, one->k, 4, cpu);
			continue;
		case BPF_LD | BPF_B | BPF_ABS:
			a = load(packet, one->k, 1, cpu);
			continue;
		case BPF_LD | BPF_IMM:
			a = one->k;
			continue;
		case BPF_ALU | BPF_RSH | BPF_K:
			a >>= one->k;
			continue;
		case BPF_ALU | BPF_MOD | BPF_K:
			a %= one->k;
			continue;
		case BPF_ALU | BPF_ADD | BPF_X:
			a += x;
			continue;
		case BPF_MISC | BPF_TAX:
			x = a;
			continue;
		case BPF_JMP | BPF_JA:
			ck_assert_uint_eq(one->jt, 0);
			at += one->k;
			continue;
		case BPF_JMP | BPF_JEQ | BPF_K:
			taken = a == one->k;
			break;
		case BPF_JMP | BPF_JGT | BPF_K:
			taken = a > one->k;
			break;
		case BPF_JMP | BPF_JGE | BPF_K:
			taken = a >= one->k;
			break;
		case BPF_RET | BPF_K:
			return one->k;
		case BPF_RET | BPF_A:
			return a;
		default:
			ck_abort_msg("instruction %x", one->code);
		}
		at += taken ? one->jt : one->jf;
	}
	ck_abort_msg("the program runs out");
}

static uint32_t
ask(const struct steer_program *program, uint8_t family,
    const struct view_address *source, unsigned cpu)
{
	uint8_t packet[HEADER] = {family == 4 ? 0x45 : 0x60};
	size_t at = family == 4 ? 12 : 8;

	for (size_t i = 0; i < (family == 4 ? 1 : 4); i++)
		for (size_t j = 0; j < 4; j++)
			packet[at++] =
			    (uint8_t)(source->words[i] >> (24 - 8 * j));
	return run(program, packet, cpu);
}

/* What the contract says, without a thought for speed. */
static unsigned
expected(const struct steer_view *views, size_t count, uint8_t family,
         const struct view_address *source)
{
	unsigned block = NOBODY;
	int best = -1;

	for (size_t i = 0; i < count; i++) {
		const struct view_report *report = views[i].report;

		for (size_t j = 0; j < report->range_count; j++) {
			const struct view_range *range = &report->ranges[j];

			if (range->family != family
			    || view_address_compare(&range->first, source) > 0
			    || view_address_compare(&range->last, source) < 0)
				continue;
			if (!report->external)
				return views[i].block;
			if (range->length > best) {
				best = range->length;
				block = views[i].block;
			}
		}
	}
	return block;
}

/* Small numbers and the ends of words, so that ranges meet and nest. */
static struct view_address
some_address(uint8_t family)
{
	static const uint32_t words[] = {
	    0, 1, 2, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
	struct view_address address = {0};

	for (size_t i = 0; i < (family == 4 ? 1 : 4); i++)
		address.words[i] = random() % 3 == 0 ? (uint32_t)random() << 1
		                                     : words[random() % 7];
	return address;
}

static int
by_address(const void *a, const void *b)
{
	return view_address_compare(a, b);
}

/* Sorted ranges, apart from one another, of one family. */
static void
add_ranges(struct view_report *report, uint8_t family, size_t count)
{
	struct view_address ends[BOTH];

	for (size_t i = 0; i < 2 * count; i++)
		ends[i] = some_address(family);
	qsort(ends, 2 * count, sizeof(*ends), by_address);
	for (size_t i = 0; i < count; i++) {
		struct view_range *range = &report->ranges[report->range_count];

		if (i > 0
		    && view_address_compare(&ends[2 * i - 1], &ends[2 * i])
		           >= 0)
			continue;
		*range = (struct view_range){
		    .first = ends[2 * i],
		    .last = ends[2 * i + 1],
		    .family = family,
		    .length = (uint8_t)(random() % 129),
		};
		report->range_count++;
	}
}

static struct view_address
beside(const struct view_address *address, int step)
{
	struct view_address other = *address;

	for (size_t i = 4; i-- > 0;) {
		other.words[i] += (uint32_t)step;
		if (other.words[i] != (step > 0 ? 0 : UINT32_MAX))
			break;
	}
	return other;
}

static void
compare(const struct steer_program *program, const struct steer_view *views,
        uint8_t family, const struct view_address *source, unsigned sockets)
{
	struct view_address four = *source;
	unsigned cpu = (unsigned)(random() % 8), block;

	if (family == 4)
		four.words[1] = four.words[2] = four.words[3] = 0;
	block = expected(views, VIEWS, family, &four);
	ck_assert_uint_eq(ask(program, family, &four, cpu),
	                  block * sockets + cpu % sockets);
}

static void
try_site(struct view_report *reports, struct steer_program *program,
         unsigned sockets)
{
	struct steer_view views[VIEWS];
	struct steer_table table;

	for (size_t i = 0; i < VIEWS; i++) {
		reports[i].external = random() % 2 == 0;
		reports[i].range_count = 0;
		add_ranges(&reports[i], 4, (size_t)random() % RANGES);
		add_ranges(&reports[i], 6, (size_t)random() % RANGES);
		views[i] = (struct steer_view){&reports[i], (unsigned)(i + 1)};
	}
	ck_assert_int_eq(steer_table_make(&table, views, VIEWS, NOBODY), 0);
	ck_assert_int_eq(steer_classic_compile(program, &table, sockets), 0);
	steer_table_clear(&table);
	for (size_t i = 0; i < VIEWS; i++)
		for (size_t j = 0; j < reports[i].range_count; j++) {
			const struct view_range *range = &reports[i].ranges[j];
			const struct view_address *ends[] = {&range->first,
			                                     &range->last};

			for (size_t k = 0; k < 6; k++) {
				struct view_address source =
				    beside(ends[k % 2], (int)(k % 3) - 1);

				if (k % 3 == 1)
					source = *ends[k % 2];
				compare(program, views, range->family, &source,
				        sockets);
			}
		}
	for (size_t i = 0; i < 500; i++) {
		uint8_t family = random() % 2 == 0 ? 4 : 6;
		struct view_address source = some_address(family);

		compare(program, views, family, &source, sockets);
	}
}

START_TEST(every_source_goes_where_a_plain_search_says)
{
	struct steer_program *program = malloc(sizeof(*program));
	struct view_report reports[VIEWS] = {0};

	srandom(1);
	for (size_t i = 0; i < VIEWS; i++)
		reports[i].ranges = calloc(BOTH, sizeof(*reports[i].ranges));
	for (unsigned site = 0; site < 60; site++)
		try_site(reports, program, 1 + site % 3);
	for (size_t i = 0; i < VIEWS; i++)
		free(reports[i].ranges);
	free(program);
}
END_TEST

START_TEST(what_is_no_ip_goes_to_nobody)
{
	static const uint8_t versions[] = {0x00, 0x15, 0x50, 0x70, 0xf0};
	struct view_range all[] = {
	    {.last = {{UINT32_MAX}}, .family = 4},
	    {.last = {{UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX}},
	     .family = 6},
	};
	struct view_report report = {.ranges = all, .range_count = 2};
	struct steer_view view = {&report, 7};
	struct steer_program *program = malloc(sizeof(*program));
	struct steer_table table;

	ck_assert_int_eq(steer_table_make(&table, &view, 1, 3), 0);
	ck_assert_uint_eq(table.four_count, 1);
	ck_assert_int_eq(steer_classic_compile(program, &table, 2), 0);
	for (size_t i = 0; i < sizeof(versions); i++) {
		uint8_t packet[HEADER] = {versions[i]};

		ck_assert_uint_eq(run(program, packet, 5), 3 * 2 + 1);
	}
	ck_assert_uint_eq(ask(program, 4, &(struct view_address){{9}}, 4), 14);
	ck_assert_uint_eq(ask(program, 6, &(struct view_address){{9}}, 5), 15);
	steer_table_clear(&table);
	free(program);
}
END_TEST

/* count networks of one family, each of /32 or /128, no two beside another. */
static int
compile_many(uint8_t family, size_t count, unsigned sockets)
{
	struct view_report report = {
	    .ranges = calloc(count, sizeof(*report.ranges)),
	    .range_count = count,
	};
	struct steer_view view = {&report, 1};
	struct steer_program *program = malloc(sizeof(*program));
	struct steer_table table;
	int result;

	for (size_t i = 0; i < count; i++) {
		struct view_range *range = &report.ranges[i];

		range->family = family;
		range->first.words[0] = (uint32_t)(1000 + 7 * i);
		range->last = range->first;
		if (family == 6)
			range->last.words[1] = range->last.words[2] =
			    range->last.words[3] = UINT32_MAX;
	}
	ck_assert_int_eq(steer_table_make(&table, &view, 1, NOBODY), 0);
	ck_assert_uint_eq(family == 4 ? table.four_count : table.six_count,
	                  2 * count + 1);
	result = steer_classic_compile(program, &table, sockets);
	for (size_t i = 0; result == 0 && i < count; i++) {
		struct view_address source = report.ranges[i].last;

		ck_assert_uint_eq(ask(program, family, &source, 0), sockets);
		source.words[0]++;
		ck_assert_uint_eq(ask(program, family, &source, 0), 0);
	}
	steer_table_clear(&table);
	free(report.ranges);
	free(program);
	return result;
}

static const struct {
	uint8_t family;
	size_t networks;
	unsigned sockets;
	int result;
} capacity[] = {
    {4, 1, 1, 0},           {4, 100, 1, 0},         {4, 900, 1, 0},
    {4, 900, 2, 0},         {6, 900, 1, 0},         {6, 900, 2, 0},
    {4, 1100, 1, ERR_ROOM}, {6, 1100, 2, ERR_ROOM}, {4, 100000, 1, ERR_ROOM},
};

START_TEST(nine_hundred_networks_fit_and_too_many_are_told)
{
	ck_assert_int_eq(compile_many(capacity[_i].family,
	                              capacity[_i].networks,
	                              capacity[_i].sockets),
	                 capacity[_i].result);
}
END_TEST

/* A UDP socket on the port at 127.0.0.1, or on any when it is 0. */
static int
open_member(uint16_t *port, struct steer_program *program)
{
	struct sockaddr_in at = {
	    .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	    .sin_port = htons(*port),
	};
	socklen_t length = sizeof(at);
	int member = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), on = 1;

	ck_assert_int_ge(member, 0);
	ck_assert_int_eq(
	    setsockopt(member, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)), 0);
	if (program != NULL)
		ck_assert_int_eq(steer_classic_attach(member, program), 0);
	ck_assert_int_eq(bind(member, (struct sockaddr *)&at, length), 0);
	ck_assert_int_eq(getsockname(member, (struct sockaddr *)&at, &length),
	                 0);
	*port = ntohs(at.sin_port);
	return member;
}

static void
send_from(const char *source, uint16_t port)
{
	struct sockaddr_in from = {.sin_family = AF_INET};
	struct sockaddr_in to = {
	    .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	    .sin_port = htons(port),
	};
	int client = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(inet_pton(AF_INET, source, &from.sin_addr), 1);
	ck_assert_int_eq(bind(client, (struct sockaddr *)&from, sizeof(from)),
	                 0);
	ck_assert_int_eq(sendto(client, source, strlen(source) + 1, 0,
	                        (struct sockaddr *)&to, sizeof(to)),
	                 (ssize_t)strlen(source) + 1);
	close(client);
}

/* 127.1.0.0/16 is view 1's, 127.2.0.0/16 view 2's, the rest nobody's. */
static const struct {
	const char *source;
	unsigned block;
} clients[] = {
    {"127.0.0.1", 0},     {"127.1.0.0", 1},  {"127.1.255.255", 1},
    {"127.2.0.0", 2},     {"127.2.0.77", 2}, {"127.0.255.255", 0},
    {"127.2.255.255", 2}, {"127.3.0.0", 0},  {"127.255.255.254", 0},
};

START_TEST(the_kernel_steers_as_the_table_says)
{
	struct view_range ranges[] = {
	    {.first = {{0x7f010000}}, .last = {{0x7f01ffff}}, .family = 4},
	    {.first = {{0x7f020000}}, .last = {{0x7f02ffff}}, .family = 4},
	};
	struct view_report reports[] = {
	    {.ranges = &ranges[0], .range_count = 1},
	    {.ranges = &ranges[1], .range_count = 1},
	};
	struct steer_view views[] = {{&reports[0], 1}, {&reports[1], 2}};
	struct steer_program *program = malloc(sizeof(*program));
	struct steer_table table;
	uint16_t port = 0;
	char text[32];
	int members[3];

	ck_assert_int_eq(steer_table_make(&table, views, 2, NOBODY), 0);
	ck_assert_int_eq(steer_classic_compile(program, &table, 1), 0);
	for (size_t i = 0; i < 3; i++)
		members[i] = open_member(&port, i == 0 ? program : NULL);
	for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
		send_from(clients[i].source, port);
		for (unsigned block = 0; block < 3; block++) {
			ssize_t got = recv(members[block], text, sizeof(text),
			                   MSG_DONTWAIT);

			if (block != clients[i].block)
				ck_assert_int_eq(got, -1);
			else
				ck_assert_str_eq(text, clients[i].source);
		}
	}
	for (size_t i = 0; i < 3; i++)
		close(members[i]);
	steer_table_clear(&table);
	free(program);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("steer_classic");
	TCase *tests = tcase_create("steer_classic");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, every_source_goes_where_a_plain_search_says);
	tcase_add_test(tests, what_is_no_ip_goes_to_nobody);
	tcase_add_loop_test(tests,
	                    nine_hundred_networks_fit_and_too_many_are_told, 0,
	                    sizeof(capacity) / sizeof(capacity[0]));
	tcase_add_test(tests, the_kernel_steers_as_the_table_says);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}
