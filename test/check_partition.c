/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "test/random.h"
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/partition.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Audiences with their classes' spans, a line each. */
static const char *
partition_text(struct arena *arena, const struct partition *partition)
{
	const char *text = "";

	for (size_t i = 0; i < partition->class_count; i++) {
		const struct partition_class *class = &partition->classes[i];

		text = arena_format(arena, "%s%s:", text, class->name);
		for (size_t j = 0; j < class->span_count; j++)
			text = arena_format(
			    arena, "%s %s", text,
			    partition_span_text(arena, &class->spans[j]->first,
			                        &class->spans[j]->last));
		text = arena_format(arena, "%s\n", text);
	}
	return text;
}

static struct network_ranges
ranges_of(struct arena *arena, const char *text)
{
	struct network_ranges ranges;
	struct net_prefix prefix;

	ck_assert_int_eq(net_prefix_from_text(&prefix, text), 0);
	network_effective(&ranges, arena, &prefix, 1, NULL, 0, NULL, 0);
	return ranges;
}

static const struct {
	const char *views;
	const char *set; /* one further set, or NULL */
	const char *classes;
} cases[] = {
    /* The most specific network decides, and all else is nobody's. */
    {"{'views': {"
     "'in': {'trust': 'internal', 'networks': ['10.0.0.0/8']},"
     "'deep': {'trust': 'internal', 'networks': ['10.9.0.0/16']}}}",
     NULL,
     "in: 10.0.0.0-10.8.255.255 10.10.0.0-10.255.255.255\n"
     "deep: 10.9.0.0/16\n"
     "(none): 0.0.0.0-9.255.255.255 11.0.0.0-255.255.255.255 ::/0\n"},
    /* What is refused is one class, whoever it would be. */
    {"{'views': {"
     "'in': {'trust': 'internal', 'networks': ['10.0.0.0/8']},"
     "'ex': {'trust': 'external', 'networks': ['0.0.0.0/0', '::/0']}},"
     "'refuse': ['10.0.0.0/16', '192.0.2.0/24']}",
     NULL,
     "in: 10.1.0.0-10.255.255.255\n"
     "ex: 0.0.0.0-9.255.255.255 11.0.0.0-192.0.1.255 "
     "192.0.3.0-255.255.255.255 ::/0\n"
     "(refused): 10.0.0.0/16 192.0.2.0/24\n"},
    /* A resolver is an audience of its own. */
    {"{'views': {"
     "'in': {'trust': 'internal', 'networks': ['10.0.0.0/8'],"
     " 'resolvers': ['192.0.2.53/32', '10.0.0.53/32']},"
     "'ex': {'trust': 'external', 'networks': ['192.0.2.0/24']}}}",
     NULL,
     "in.1: 10.0.0.0-10.0.0.52 10.0.0.54-10.255.255.255\n"
     "in.2: 10.0.0.53/32\n"
     "ex.1: 192.0.2.0-192.0.2.52 192.0.2.54-192.0.2.255\n"
     "ex.2: 192.0.2.53/32\n"
     "(none): 0.0.0.0-9.255.255.255 11.0.0.0-192.0.1.255 "
     "192.0.3.0-255.255.255.255 ::/0\n"},
    /* A set cuts an audience into classes. */
    {"{'views': {"
     "'in': {'trust': 'internal', 'networks': ['10.0.0.0/8', '::/0']}}}",
     "10.2.0.0/16",
     "in/1: 10.0.0.0/15 10.3.0.0-10.255.255.255 ::/0\n"
     "in/2: 10.2.0.0/16\n"
     "(none): 0.0.0.0-9.255.255.255 11.0.0.0-255.255.255.255\n"},
    /* The ends of the space, and ranges that touch. */
    {"{'views': {"
     "'a': {'trust': 'internal', 'networks': ['255.255.255.255/32',"
     " '0.0.0.0/32']},"
     "'b': {'trust': 'external', 'networks': ['128.0.0.0/1', '0.0.0.0/1',"
     " 'ffff::/16']}}}",
     NULL,
     "a: 0.0.0.0/32 255.255.255.255/32\n"
     "b: 0.0.0.1-255.255.255.254 ffff::/16\n"
     "(none): ::-fffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff\n"},
};

START_TEST(the_space_is_cut)
{
	struct network_ranges set;
	struct partition partition;
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json", cases[_i].views);
	site_case_load(&c);
	ck_assert_str_eq(site_case_found(&c), "");
	if (cases[_i].set != NULL)
		set = ranges_of(c.arena, cases[_i].set);
	partition_build(&partition, c.arena, &c.site, &set,
	                cases[_i].set != NULL);
	ck_assert_str_eq(partition_text(c.arena, &partition),
	                 cases[_i].classes);
	site_case_end(&c);
}
END_TEST

/* A network within a few octets, so that they meet and hold one another. */
static const char *
random_prefix(struct random *random, struct arena *arena)
{
	struct net_prefix prefix = {.address.family = 4};
	char text[NET_PREFIX_TEXT];

	prefix.length = (uint8_t)(random_below(random, 5) * 4 + 14);
	prefix.address.octets[0] = (uint8_t)(random_below(random, 2) * 255);
	prefix.address.octets[1] = (uint8_t)(random_below(random, 4) * 64);
	prefix.address.octets[2] = (uint8_t)(random_below(random, 8) * 32);
	if (random_below(random, 3) == 0) {
		prefix.address.family = 6;
		prefix.length = (uint8_t)(prefix.length + 98);
		memcpy(prefix.address.octets + 12, prefix.address.octets, 4);
		prefix.address.octets[0] = 0x20;
		prefix.address.octets[1] = prefix.address.octets[2] = 0;
	}
	for (unsigned bit = prefix.length;
	     bit < (prefix.address.family == 4 ? 32 : 128); bit++)
		prefix.address.octets[bit / 8] &= (uint8_t) ~(0x80 >> bit % 8);
	return arena_string(arena, net_prefix_to_text(text, &prefix));
}

static const char *
random_prefixes(struct random *random, struct arena *arena)
{
	const char *text = "";

	for (uint32_t n = random_below(random, 6); n > 0; n--)
		text = arena_format(arena, "%s%s'%s'", text,
		                    *text == '\0' ? "" : ", ",
		                    random_prefix(random, arena));
	return text;
}

static const char *
random_views(struct random *random, struct arena *arena)
{
	const char *text = "{'views': {";

	for (int i = 0; i < 5; i++)
		text = arena_format(
		    arena, "%s%s'v%d': {'trust': '%s', 'networks': [%s]%s}",
		    text, i > 0 ? ", " : "", i, i < 3 ? "internal" : "external",
		    random_prefixes(random, arena),
		    i < 3 ? arena_format(arena, ", 'resolvers': [%s]",
		                         random_prefixes(random, arena))
			  : "");
	return arena_format(
	    arena, "%s}, 'refuse': [%s]}", text,
	    random_below(random, 2) == 0 ? "" : random_prefixes(random, arena));
}

static int
longest(const struct networks *networks, const struct net_address *address)
{
	int length = -1;

	for (size_t i = 0; i < networks->count; i++)
		if (networks->items[i].prefix.length > length
		    && net_prefix_holds(&networks->items[i].prefix, address))
			length = networks->items[i].prefix.length;
	return length;
}

/* The class says of the address what a look at every network says. */
static void
expect_agree(const struct site *site, const struct partition *partition,
             const struct net_address *address,
             const struct network_ranges *sets, size_t set_count)
{
	const struct partition_span *span = partition_find(partition, address);
	const struct partition_class *class = &partition->classes[span->class];
	const struct partition_audience *audience =
	    &partition->audiences[class->audience];
	const struct network *network;
	const struct view *view = site_client(site, address, &network);
	size_t fallbacks = 0;
	int before = 200;

	ck_assert_int_le(net_address_compare(&span->first, address), 0);
	ck_assert_int_ge(net_address_compare(&span->last, address), 0);
	ck_assert_ptr_eq(audience->view, view);
	ck_assert(audience->refused == (view == NULL && network != NULL));
	if (audience->refused)
		return;
	for (size_t i = 0; i < site->view_count; i++) {
		const struct view *other = &site->views[i];

		ck_assert(view_set_has(&audience->resolver_of, other->index)
		          == (longest(&other->resolvers, address) >= 0));
		fallbacks += other->external && other != view
		             && longest(&other->networks, address) >= 0;
	}
	ck_assert_uint_eq(audience->fallback_count, fallbacks);
	for (size_t i = 0; i < fallbacks; i++) {
		const struct view *other = audience->fallbacks[i];
		int length = longest(&other->networks, address);

		ck_assert(other->external && other != view);
		ck_assert_int_lt(length, before);
		before = length;
	}
	for (size_t i = 0; i < set_count; i++)
		ck_assert(partition_in_set(class, i)
		          == (network_find(&sets[i], address) != NULL));
}

/* Two classes are never told apart by nothing. */
static void
expect_distinct(const struct partition *partition, size_t set_count)
{
	for (size_t i = 1; i < partition->class_count; i++) {
		const struct partition_class *a = &partition->classes[i - 1];
		const struct partition_class *b = &partition->classes[i];
		bool same = a->audience == b->audience;

		for (size_t j = 0; j < set_count; j++)
			same =
			    same
			    && partition_in_set(a, j) == partition_in_set(b, j);
		ck_assert(!same);
	}
}

static struct net_address
random_address(struct random *random, const struct partition *partition)
{
	uint64_t high = random_next(random), low = random_next(random);
	struct net_address address;
	uint8_t octets[16];
	size_t span;

	memcpy(octets, &high, 8);
	memcpy(octets + 8, &low, 8);
	if (random_below(random, 2) == 0)
		return net_address_from_octets(octets, high % 2 == 0 ? 4 : 16);
	span = random_below(random, (uint32_t)partition->span_count);
	address = low % 2 == 0 ? partition->spans[span].first
	                       : partition->spans[span].last;
	/* Nobody comes from ::ffff:0:0/96. */
	return net_address_from_octets(address.octets,
	                               address.family == 4 ? 4 : 16);
}

/* One network in two views is an error, and has no class: on to the next. */
static void
begin_random(struct site_case *c, struct random *random)
{
	for (;;) {
		site_case_begin(c);
		site_case_file(c, "views.json", random_views(random, c->arena));
		site_case_load(c);
		if (strcmp(site_case_found(c), "") == 0)
			return;
		site_case_end(c);
	}
}

START_TEST(random_sources_are_in_their_class)
{
	struct random random = {.state = (uint64_t)_i};
	struct network_ranges sets[70] = {0};
	struct partition partition;
	struct site_case c;

	begin_random(&c, &random);
	for (size_t i = 0; i < COUNT(sets); i += 23)
		sets[i] = ranges_of(c.arena, random_prefix(&random, c.arena));
	partition_build(&partition, c.arena, &c.site, sets, COUNT(sets));
	expect_distinct(&partition, COUNT(sets));
	for (int i = 0; i < 400; i++) {
		struct net_address address =
		    random_address(&random, &partition);

		expect_agree(&c.site, &partition, &address, sets, COUNT(sets));
	}
	site_case_end(&c);
}
END_TEST

static Suite *
partition_suite(void)
{
	Suite *suite = suite_create("partition");
	TCase *tcase = tcase_create("partition");

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, the_space_is_cut, 0, COUNT(cases));
	tcase_add_loop_test(tcase, random_sources_are_in_their_class, 0, 60);
	return suite;
}

int
main(void)
{
	return unit_run(partition_suite());
}
