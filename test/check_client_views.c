/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "test/random.h"
#include "test/unit.h"
#include "zones/import/client_views.h"

enum { VIEWS = 4, ENTRIES = 6, ROUNDS = 3000 };

static struct arena *arena;

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

/* "10.0.0.0/8 !10.1.0.0/16" */
static void
list(struct match_list *to, const char *text)
{
	char *copy = arena_string(arena, text), *rest = copy;

	to->items = arena_alloc(arena, 20 * sizeof(*to->items));
	for (char *word; (word = strsep(&rest, " ")) != NULL;) {
		struct match_entry *entry = &to->items[to->count];

		if (*word == '\0')
			continue;
		entry->positive = *word != '!';
		ck_assert_int_eq(net_prefix_from_text(&entry->prefix,
		                                      word + !entry->positive),
		                 0);
		to->count++;
	}
}

static const char *
text_of(const struct net_prefix *networks, size_t count)
{
	const char *text = "";
	char prefix[NET_PREFIX_TEXT];

	for (size_t i = 0; i < count; i++)
		text = arena_format(arena, "%s%s%s", text, i > 0 ? " " : "",
		                    net_prefix_to_text(prefix, &networks[i]));
	return text;
}

/* Views' lists by match-clients, all queries allowed. */
static void
expect(const char *const *lists, const char *const *networks,
       const char *refused)
{
	struct client_view views[VIEWS] = {0};
	struct client_refuse refuse;
	size_t count = 0;

	for (; lists[count] != NULL; count++) {
		list(&views[count].match, lists[count]);
		match_list_any(&views[count].allow, arena);
	}
	client_views_count(views, count, &refuse, arena);
	for (size_t i = 0; i < count; i++)
		ck_assert_str_eq(text_of(views[i].networks, views[i].count),
		                 networks[i]);
	ck_assert_str_eq(text_of(refuse.networks, refuse.count), refused);
}

START_TEST(order_becomes_length)
{
	expect((const char *[]){"10.0.0.0/8", "0.0.0.0/0 ::/0", NULL},
	       (const char *[]){"10.0.0.0/8", "0.0.0.0/0 ::/0"}, "");
	expect((const char *[]){"!10.9.0.0/16 10.0.0.0/8", "10.9.0.0/16",
	                        "!192.0.2.0/24 0.0.0.0/0", NULL},
	       (const char *[]){"10.0.0.0/8", "10.9.0.0/16", "0.0.0.0/0"},
	       "192.0.2.0/24");
	/* A later view's longer prefix is the earlier view's. */
	expect((const char *[]){"10.0.0.0/8", "10.9.0.0/16", NULL},
	       (const char *[]){"10.0.0.0/8", ""}, "");
	/* An entry behind one that holds it never decides. */
	expect((const char *[]){"10.0.0.0/8 !10.9.0.0/16", NULL},
	       (const char *[]){"10.0.0.0/8"}, "");
	expect(
	    (const char *[]){"10.9.0.0/16", "10.0.0.0/8", "10.9.8.0/24", NULL},
	    (const char *[]){"10.9.0.0/16", "10.0.0.0/8", ""}, "");
	expect((const char *[]){"", NULL}, (const char *[]){""}, "");
}
END_TEST

/* `refuse` wins over any network, so it must not hold a client of a view. */
START_TEST(who_is_refused_is_cut_around_who_is_not)
{
	expect(
	    (const char *[]){"192.0.2.64/26", "!192.0.2.0/24 0.0.0.0/0", NULL},
	    (const char *[]){"192.0.2.64/26", "0.0.0.0/0"},
	    "192.0.2.0/26 192.0.2.128/25");
}
END_TEST

START_TEST(who_may_not_ask_is_refused)
{
	struct client_view views[1] = {0};
	struct client_refuse refuse;

	list(&views[0].match, "10.0.0.0/8");
	list(&views[0].allow, "!10.1.0.0/16 10.0.0.0/12");
	client_views_count(views, 1, &refuse, arena);
	ck_assert_str_eq(text_of(views[0].networks, views[0].count),
	                 "10.0.0.0/12");
	ck_assert_str_eq(text_of(refuse.networks, refuse.count), "10.1.0.0/16");
}
END_TEST

static bool
holds(const struct match_list *in, const struct net_address *address)
{
	for (size_t i = 0; i < in->count; i++)
		if (net_prefix_holds(&in->items[i].prefix, address))
			return in->items[i].positive;
	return false;
}

/* As BIND finds it. */
static int
by_order(const struct client_view *views, const struct net_address *address)
{
	for (int i = 0; i < VIEWS; i++)
		if (holds(&views[i].match, address))
			return holds(&views[i].allow, address) ? i : -1;
	return -1;
}

/* As mullion finds it. */
static int
by_length(const struct client_view *views, const struct client_refuse *refuse,
          const struct net_address *address)
{
	int view = -1, length = -1;

	for (size_t i = 0; i < refuse->count; i++)
		if (net_prefix_holds(&refuse->networks[i], address))
			return -1;
	for (int i = 0; i < VIEWS; i++)
		for (size_t j = 0; j < views[i].count; j++) {
			const struct net_prefix *network =
			    &views[i].networks[j];

			if (!net_prefix_holds(network, address)
			    || network->length < length)
				continue;
			ck_assert_int_ne(network->length, length);
			view = i;
			length = network->length;
		}
	return view;
}

static void
random_list(struct match_list *to, struct random *state)
{
	to->items = arena_alloc(arena, ENTRIES * sizeof(*to->items));
	to->count = random_below(state, ENTRIES + 1);
	for (size_t i = 0; i < to->count; i++) {
		struct net_prefix *prefix = &to->items[i].prefix;
		unsigned length = 24 + random_below(state, 9);

		prefix->address = (struct net_address){4, {10, 0, 0, 0}};
		prefix->address.octets[3] =
		    (uint8_t)(random_below(state, 256)
		              & (0xff00 >> (length - 24)));
		prefix->length = (uint8_t)length;
		to->items[i].positive = random_below(state, 3) != 0;
	}
}

START_TEST(each_client_has_the_view_that_bind_gives_him)
{
	struct random state = {20261124};

	for (size_t round = 0; round < ROUNDS; round++) {
		struct client_view views[VIEWS] = {0};
		struct client_refuse refuse;
		struct net_address address = {4, {10, 0, 0, 0}};

		arena_clear(arena);
		for (size_t i = 0; i < VIEWS; i++) {
			random_list(&views[i].match, &state);
			match_list_any(&views[i].allow, arena);
			if (random_below(&state, 4) == 0)
				random_list(&views[i].allow, &state);
		}
		client_views_count(views, VIEWS, &refuse, arena);
		for (unsigned i = 0; i < 256; i++) {
			address.octets[3] = (uint8_t)i;
			ck_assert_int_eq(by_length(views, &refuse, &address),
			                 by_order(views, &address));
		}
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("client_views");
	TCase *c = tcase_create("client_views");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, order_becomes_length);
	tcase_add_test(c, who_is_refused_is_cut_around_who_is_not);
	tcase_add_test(c, who_may_not_ask_is_refused);
	tcase_add_test(c, each_client_has_the_view_that_bind_gives_him);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
