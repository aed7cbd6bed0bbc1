/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "test/steer_rig.h"
#include "test/unit.h"

/*
 * Either kind of steering, through the kernel: views with random networks on
 * one listener, packets from random sources, those at the edges of networks
 * first of all, and whose socket each comes to compared with a search through
 * all networks, one by one. Any source can be had with IP_TRANSPARENT.
 */
enum { VIEWS = 5, BATCH = 64, RANGES_MAX = 4000 };

struct site {
	struct view_report reports[VIEWS];
	struct view_range ranges[VIEWS][RANGES_MAX];
	size_t counts[VIEWS]; /* of ranges */
};

static struct site site;

/* Of IPv4 what can be a source; of IPv6 global and unique local ones. */
static struct view_address
some_source(uint8_t family)
{
	struct view_address address = {
	    {(uint32_t)random() << 1 ^ (uint32_t)random()}};

	if (family == 4) {
		address.words[0] = address.words[0] % 0xde000000 + 0x01000000;
		return address;
	}
	address.words[0] = random() % 2 ? 0x20000000 | address.words[0] >> 3
	                                : 0xfd000000 | address.words[0] >> 8;
	for (size_t i = 1; i < 4; i++)
		address.words[i] = random() % 2 ? (uint32_t)random() : 0;
	return address;
}

static int
by_address(const void *a, const void *b)
{
	const struct view_range *one = a, *other = b;

	return view_address_compare(&one->first, &other->first);
}

/* A network about a source. */
static struct view_range
some_range(uint8_t family)
{
	const unsigned bits = family == 4 ? 32 : 128;
	struct view_range range = {.first = some_source(family),
	                           .family = family};

	range.length = (uint8_t)(8 + random() % (bits - 7));
	if (family == 4 && random() % 2)
		range.length = 24;
	range.last = range.first;
	for (unsigned i = range.length; i < bits; i++) {
		const uint32_t bit = UINT32_C(0x80000000) >> i % 32;

		range.first.words[i / 32] &= ~bit;
		range.last.words[i / 32] |= bit;
	}
	return range;
}

/* So many networks of a family, sorted, apart; returns how many are left. */
static size_t
make_family(struct view_range *ranges, size_t count, uint8_t family)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		ranges[i] = some_range(family);
	qsort(ranges, count, sizeof(*ranges), by_address);
	for (size_t i = 0; i < count; i++)
		if (kept == 0
		    || view_address_compare(&ranges[kept - 1].last,
		                            &ranges[i].first)
		           < 0)
			ranges[kept++] = ranges[i];
	return kept;
}

static void
make_site(size_t networks)
{
	for (size_t i = 0; i < VIEWS; i++) {
		struct view_range *ranges = site.ranges[i];
		size_t count = make_family(ranges, networks, 4);

		count += make_family(ranges + count, networks, 6);
		site.counts[i] = count;
		site.reports[i] = (struct view_report){
		    .name = {(char)('a' + i)},
		    .external = i >= VIEWS / 2,
		    .ranges = ranges,
		    .range_count = count,
		};
	}
}

/* What the contract says, without a thought for speed. "" is nobody. */
static const char *
expected(uint8_t family, const struct view_address *source)
{
	const char *name = "";
	int best = -1;

	for (size_t i = 0; i < VIEWS; i++) {
		const struct view_report *report = &site.reports[i];

		for (size_t j = 0; j < report->range_count; j++) {
			const struct view_range *range = &report->ranges[j];

			if (range->family != family
			    || view_address_compare(&range->first, source) > 0
			    || view_address_compare(&range->last, source) < 0)
				continue;
			if (!report->external)
				return report->name;
			if (range->length > best) {
				best = range->length;
				name = report->name;
			}
		}
	}
	return name;
}

/* A source at an edge of some network, or just outside, or anywhere. */
static struct view_address
try_source(uint8_t family)
{
	const size_t view = (size_t)random() % VIEWS;
	const struct view_range *range =
	    &site.ranges[view][(size_t)random() % site.counts[view]];
	const size_t last = family == 4 ? 0 : 3;
	struct view_address source;

	if (range->family != family || random() % 3 == 0)
		return some_source(family);
	source = random() % 2 ? range->first : range->last;
	source.words[last] += (uint32_t)(random() % 3) - 1;
	if (family == 4
	    && (source.words[0] < 0x01000000 || source.words[0] >= 0xdf000000))
		return some_source(family);
	return source;
}

static int
any_source(uint8_t family)
{
	const int yes = 1;
	int made = socket(family == 4 ? AF_INET : AF_INET6,
	                  SOCK_DGRAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(family == 4
	                     ? setsockopt(made, IPPROTO_IP, IP_TRANSPARENT,
	                                  &yes, sizeof(yes))
	                     : setsockopt(made, IPPROTO_IPV6, IPV6_TRANSPARENT,
	                                  &yes, sizeof(yes)),
	                 0);
	return made;
}

static void
send_from(int client, uint8_t family, const struct view_address *source,
          uint32_t value)
{
	_Alignas(struct cmsghdr) uint8_t control[64] = {0};
	struct cmsghdr *header = (struct cmsghdr *)control;
	struct iovec text = {&value, sizeof(value)};
	union peer to;
	struct msghdr message = {
	    .msg_name = &to,
	    .msg_namelen =
		rig_address(&to, family == 4 ? "127.0.0.1" : "::1", RIG_PORT),
	    .msg_iov = &text,
	    .msg_iovlen = 1,
	    .msg_control = control,
	};
	struct in_pktinfo four = {0};
	struct in6_pktinfo six = {0};
	const size_t size = family == 4 ? sizeof(four) : sizeof(six);

	four.ipi_spec_dst.s_addr = htonl(source->words[0]);
	for (size_t i = 0; i < 4; i++)
		six.ipi6_addr.s6_addr32[i] = htonl(source->words[i]);
	header->cmsg_level = family == 4 ? IPPROTO_IP : IPPROTO_IPV6;
	header->cmsg_type = family == 4 ? IP_PKTINFO : IPV6_PKTINFO;
	header->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(header), family == 4 ? (void *)&four : (void *)&six,
	       size);
	message.msg_controllen = CMSG_SPACE(size);
	ck_assert_int_eq(sendmsg(client, &message, 0), sizeof(value));
}

static void
compare(const struct listener *listener, uint8_t family, size_t count)
{
	int client = any_source(family);

	for (size_t done = 0; done < count; done += BATCH) {
		struct view_address sources[BATCH];
		const char *owner;
		uint32_t value, heard = 0;

		for (uint32_t i = 0; i < BATCH; i++) {
			sources[i] = try_source(family);
			send_from(client, family, &sources[i], i);
		}
		while ((owner = rig_hears(listener, SOCK_DGRAM, &value))
		       != NULL) {
			ck_assert_str_eq(owner,
			                 expected(family, &sources[value]));
			heard++;
		}
		ck_assert_uint_eq(heard, BATCH);
	}
	close(client);
}

static const struct {
	enum config_steering steering;
	const char *address;
	uint8_t families[2];
	size_t networks; /* of a view and family */
	size_t sources;
} cases[] = {
    {CONFIG_STEERING_CLASSIC, "127.0.0.1", {4}, 30, 30000},
    {CONFIG_STEERING_CLASSIC, "::1", {6}, 30, 30000},
    {CONFIG_STEERING_CLASSIC, "::", {4, 6}, 30, 20000},
    {CONFIG_STEERING_LOOKUP, "127.0.0.1", {4}, 30, 25000},
    {CONFIG_STEERING_LOOKUP, "0.0.0.0", {4}, 30, 10000},
    {CONFIG_STEERING_LOOKUP, "::1", {6}, 30, 25000},
    {CONFIG_STEERING_LOOKUP, "::", {4, 6}, 30, 20000},
    /* 5 views: ten thousand of a family */
    {CONFIG_STEERING_LOOKUP, "::", {4, 6}, 2000, 3000},
};

static const struct view_report *const views[VIEWS] = {
    &site.reports[0], &site.reports[1], &site.reports[2],
    &site.reports[3], &site.reports[4],
};

static bool
enter(enum config_steering steering)
{
	return steering == CONFIG_STEERING_LOOKUP
	           ? netns_enter_for_lookup("steering by sk_lookup")
	           : netns_enter("steering by classic BPF");
}

START_TEST(a_packet_reaches_the_view_of_its_source)
{
	struct rig rig;

	srandom(20261124 + (unsigned)_i);
	if (!enter(cases[_i].steering))
		return;
	rig_open(&rig, cases[_i].steering, 1, cases[_i].address, NULL);
	make_site(cases[_i].networks);
	rig_load(&rig.listeners[0], views, VIEWS);
	for (size_t i = 0; i < 2 && cases[_i].families[i] != 0; i++)
		compare(&rig.listeners[0], cases[_i].families[i],
		        cases[_i].sources);
	rig_close(&rig);
}
END_TEST

/* Half of the networks go to other views each time, and back. */
START_TEST(after_a_reload_the_new_networks_decide)
{
	static const enum config_steering kinds[] = {CONFIG_STEERING_CLASSIC,
	                                             CONFIG_STEERING_LOOKUP};
	struct rig rig;

	srandom(20261125);
	if (!enter(kinds[_i]))
		return;
	rig_open(&rig, kinds[_i], 1, "::", NULL);
	for (int i = 0; i < 20; i++) {
		make_site(20);
		rig_load(&rig.listeners[0], views + i % 3, VIEWS - 2);
		for (size_t j = 0; j < VIEWS; j++)
			if (j < (size_t)i % 3 || j >= (size_t)i % 3 + VIEWS - 2)
				site.reports[j].range_count = 0;
		compare(&rig.listeners[0], 4, BATCH);
		compare(&rig.listeners[0], 6, BATCH);
	}
	rig_close(&rig);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("steering");
	TCase *tests = tcase_create("steering");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, a_packet_reaches_the_view_of_its_source, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(tests, after_a_reload_the_new_networks_decide, 0,
	                    2);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run_apart(suite());
}
