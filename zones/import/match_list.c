/* SPDX-License-Identifier: ISC */
#include "zones/import/match_list.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/err.h"

enum { DEPTH_MAX = 32, ENTRIES_MAX = 100000 };

static const struct net_prefix all_ipv4 = {.address = {.family = 4}};
static const struct net_prefix all_ipv6 = {.address = {.family = 6}};

static void
add(struct match_list *list, struct match_names *names,
    const struct net_prefix *prefix, bool positive)
{
	if (names->unfolded == ENTRIES_MAX)
		return;
	names->unfolded++;
	list->items = arena_grow(names->arena, list->items, list->count,
	                         sizeof(*list->items));
	list->items[list->count++] = (struct match_entry){*prefix, positive};
}

void
match_list_any(struct match_list *list, struct arena *arena)
{
	struct match_names names = {.arena = arena};

	*list = (struct match_list){0};
	add(list, &names, &all_ipv4, true);
	add(list, &names, &all_ipv6, true);
}

static bool
is_whole(const struct match_entry *entry, uint8_t family)
{
	return entry->prefix.length == 0
	       && entry->prefix.address.family == family;
}

bool
match_list_is_any(const struct match_list *list)
{
	bool ipv4 = false, ipv6 = false;

	if (list->unsafe)
		return false;
	for (size_t i = 0; i < list->count && !(ipv4 && ipv6); i++) {
		if (!list->items[i].positive)
			return false;
		ipv4 |= is_whole(&list->items[i], 4);
		ipv6 |= is_whole(&list->items[i], 6);
	}
	return ipv4 && ipv6;
}

bool
match_list_is_none(const struct match_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].positive)
			return false;
	return true;
}

static void read_block(struct match_list *list, struct match_names *names,
                       const struct conf_block *block, bool outer,
                       unsigned depth);

/* What can't be expressed: who it would let in isn't, who it would keep out
 * makes the whole list unsafe. */
static void
leave_out(struct match_list *list, struct match_names *names, struct spot spot,
          const char *what, bool positive)
{
	notice_warning(names->notices, spot,
	               "%s can't be carried over: a view is chosen by the "
	               "client's address alone",
	               what);
	if (!positive)
		list->unsafe = true;
}

/* "localhost" and "localnets" are the addresses of the machine's interfaces,
 * which nothing here can know. */
static void
add_local(struct match_list *list, struct match_names *names, struct spot spot,
          bool nets, bool positive)
{
	static const struct net_prefix loopback[] = {
	    {{4, {127, 0, 0, 1}}, 32},
	    {{4, {127}}, 8},
	    {{6, {[15] = 1}}, 128},
	};

	add(list, names, &loopback[nets ? 1 : 0], positive);
	add(list, names, &loopback[2], positive);
	for (size_t i = 0; nets && i < names->localnet_count; i++)
		add(list, names, &names->localnets[i], positive);
	if (nets && names->localnet_count > 0)
		return;
	notice_warning(
	    names->notices, spot, "%s",
	    nets ? "localnets are the networks of the server's interfaces: "
		   "they are taken to be 127.0.0.0/8 and ::1, name the others "
		   "with --localnets"
		 : "localhost is every address of the server: it is taken to "
		   "be 127.0.0.1 and ::1");
}

static const struct conf_statement *
find_acl(const struct match_names *names, const char *name)
{
	for (size_t i = 0; i < names->conf->count; i++) {
		const struct conf_statement *statement = &names->conf->items[i];

		if (conf_is(statement, "acl") && conf_text(statement, 1) != NULL
		    && strcasecmp(conf_text(statement, 1), name) == 0)
			return statement;
	}
	return NULL;
}

/* "10/8" and "192.168.1/24", as BIND takes them, with all four parts. */
static const char *
whole_prefix(struct arena *arena, const char *text)
{
	const char *slash = strchr(text, '/');
	size_t length = slash != NULL ? (size_t)(slash - text) : 0;
	unsigned dots = 0;

	if (slash == NULL || length == 0
	    || strspn(text, "0123456789.") != length)
		return text;
	for (size_t i = 0; i < length; i++)
		dots += text[i] == '.';
	if (dots >= 3)
		return text;
	return arena_format(arena, "%.*s%s%s", (int)length, text,
	                    dots == 2   ? ".0"
	                    : dots == 1 ? ".0.0"
	                                : ".0.0.0",
	                    slash);
}

/* outer: no "!" stands before the lists that this stands in. */
static void
read_name(struct match_list *list, struct match_names *names,
          const struct conf_value *value, bool outer, bool negated,
          unsigned depth)
{
	const bool none = strcasecmp(value->text, "none") == 0;
	const bool positive = outer && negated == none;
	const struct conf_statement *acl;
	struct net_prefix prefix;
	int code = net_prefix_from_text(
	    &prefix, whole_prefix(names->arena, value->text));

	if (code != ERR_MALFORMED) {
		if (code == ERR_RANGE)
			notice_error(
			    names->notices, value->spot, "network-host-bits",
			    "%s has bits beyond its length", value->text);
		add(list, names, &prefix, positive);
		return;
	}
	if (none || strcasecmp(value->text, "any") == 0) {
		add(list, names, &all_ipv4, positive);
		add(list, names, &all_ipv6, positive);
		return;
	}
	if (strcasecmp(value->text, "localhost") == 0
	    || strcasecmp(value->text, "localnets") == 0) {
		add_local(list, names, value->spot,
		          strcasecmp(value->text, "localnets") == 0, positive);
		return;
	}
	acl = find_acl(names, value->text);
	if (acl != NULL && conf_block_of(acl) != NULL)
		read_block(list, names, conf_block_of(acl), positive,
		           depth + 1);
	else
		notice_error(names->notices, value->spot, NULL,
		             "there is no acl \"%s\", and it is no network",
		             value->text);
}

static void
read_entry(struct match_list *list, struct match_names *names,
           const struct conf_statement *entry, bool outer, unsigned depth)
{
	const struct conf_value *value = entry->values;
	bool negated = value->kind == VALUE_NOT && entry->count > 1;
	size_t count = entry->count;

	if (negated) {
		value++;
		count--;
	}
	if (value->kind == VALUE_BLOCK && count == 1)
		read_block(list, names, &value->block, outer && !negated,
		           depth + 1);
	else if (count == 2 && strcasecmp(value->text, "key") == 0)
		/* Who is kept out for a key comes in without one. */
		leave_out(
		    list, names, value->spot,
		    arena_format(names->arena, "key \"%s\"", value[1].text),
		    true);
	else if (count == 1 && value->kind != VALUE_NOT)
		read_name(list, names, value, outer, negated, depth);
	else
		leave_out(list, names, value->spot, value->text,
		          outer && !negated);
}

static void
read_block(struct match_list *list, struct match_names *names,
           const struct conf_block *block, bool outer, unsigned depth)
{
	struct spot spot = {"", 0, 0};

	if (block->count > 0)
		spot = block->items[0].spot;
	if (depth > DEPTH_MAX || names->unfolded == ENTRIES_MAX) {
		if (!list->unsafe)
			notice_error(names->notices, spot, NULL,
			             "acls stand in one another more than %d "
			             "deep, or make more than %d entries: does "
			             "one name itself?",
			             DEPTH_MAX, ENTRIES_MAX);
		list->unsafe = true;
		return;
	}
	names->unfolded++; /* a list of nothing but lists is work too */
	for (size_t i = 0; i < block->count && names->unfolded < ENTRIES_MAX;
	     i++)
		read_entry(list, names, &block->items[i], outer, depth);
}

void
match_list_read(struct match_list *list, struct match_names *names,
                const struct conf_block *block)
{
	*list = (struct match_list){0};
	read_block(list, names, block, true, 0);
}
