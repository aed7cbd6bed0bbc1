/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/network_list.h"
#include "zones/reserved.h"
#include "zones/view_list.h"

/*
 * Names that no view of external trust has business with: RFC 6762 section 3
 * and appendix G (local and what is used like it), RFC 8375 (home.arpa), the
 * "internal" that ICANN reserved for private use, and the reverse zones of
 * networks that aren't routed (RFC 1918, 6598, 1122, 3927, 4193, 4291).
 */
static const char *const unlisted[] = {
    "internal",
    "home.arpa",
    "local",
    "lan",
    "corp",
    "intranet",
    "private",
    "10.in-addr.arpa",
    "168.192.in-addr.arpa",
    "127.in-addr.arpa",
    "254.169.in-addr.arpa",
    "c.f.ip6.arpa", /* fc00::/7 */
    "d.f.ip6.arpa",
    "8.e.f.ip6.arpa", /* fe80::/10 */
    "9.e.f.ip6.arpa",
    "a.e.f.ip6.arpa",
    "b.e.f.ip6.arpa",
};

/* The same where a network is several reverse zones. */
static const struct {
	unsigned from;
	unsigned to;
	const char *under;
} unlisted_series[] = {
    {16, 31, "172.in-addr.arpa"},  /* 172.16.0.0/12 */
    {64, 127, "100.in-addr.arpa"}, /* 100.64.0.0/10 */
};

static void
append(struct site *site, const struct reserved *reserved)
{
	site->reserved =
	    arena_grow(site->arena, site->reserved, site->reserved_count,
	               sizeof(*site->reserved));
	site->reserved[site->reserved_count++] = *reserved;
}

static void
append_unlisted(struct site *site, const struct view_set *views,
                const char *text)
{
	struct reserved reserved = {.views = *views, .text = text};
	uint8_t name[DNAME_MAX];
	int length = dname_from_text(name, text, strlen(text), NULL);

	reserved.domain = arena_copy(site->arena, name, (size_t)length);
	append(site, &reserved);
}

static void
append_all_unlisted(struct site *site)
{
	struct view_set views = {0};

	for (size_t i = 0; i < site->view_count; i++)
		if (!site->views[i].external)
			view_set_add(&views, site->views[i].index);
	for (size_t i = 0; i < sizeof(unlisted) / sizeof(unlisted[0]); i++)
		append_unlisted(site, &views, unlisted[i]);
	for (size_t i = 0;
	     i < sizeof(unlisted_series) / sizeof(unlisted_series[0]); i++)
		for (unsigned n = unlisted_series[i].from;
		     n <= unlisted_series[i].to; n++)
			append_unlisted(site, &views,
			                arena_format(site->arena, "%u.%s", n,
			                             unlisted_series[i].under));
}

/* What the key reserves: a network where it has a slash or a colon or is an
 * address, else a domain. False when it is neither. */
static bool
read_key(const struct site *site, const char *key, const struct place *place,
         struct reserved *reserved)
{
	uint8_t name[DNAME_MAX];
	char text[DNAME_TEXT];
	int length;

	if (strpbrk(key, "/:") != NULL
	    || net_prefix_from_text(&reserved->prefix, key) >= 0) {
		char prefix[NET_PREFIX_TEXT];

		if (!network_list_prefix(site, key, place, &reserved->prefix))
			return false;
		net_prefix_to_text(prefix, &reserved->prefix);
		reserved->text = arena_string(site->arena, prefix);
		return true;
	}
	length = dname_from_text(name, key, strlen(key), NULL);
	if (length < 0 || *key == '\0' || strcmp(key, "@") == 0) {
		report_add(site->report, RULE_BAD_NAME, place,
		           "\"%s\" is neither a domain name nor a network",
		           key);
		return false;
	}
	dname_lower(name, name);
	reserved->domain = arena_copy(site->arena, name, (size_t)length);
	dname_to_text(text, name);
	if (text[1] != '\0')
		text[strlen(text) - 1] = '\0';
	reserved->text = arena_string(site->arena, text);
	return true;
}

/* Takes out the views of external trust that item names. */
static void
check_trust(const struct site *site, const char *text, struct value item,
            struct view_set *views)
{
	for (size_t i = 0; i < site->view_count; i++) {
		const struct view *view = &site->views[i];

		if (!view->external || !view_set_has(views, view->index))
			continue;
		view_set_remove(views, view->index);
		report_add(site->report, RULE_RESERVED_IN_EXTERNAL, item.place,
		           "%s is reserved, but \"%s\" is a view of external "
		           "trust: list views of internal trust alone",
		           text, view->name);
	}
}

static void
read_views(const struct site *site, struct value list,
           struct reserved *reserved)
{
	const struct reader reader = {site->arena, site->report};

	if (!value_is_array(&reader, list, "the views of a reserved domain"))
		return;
	for (size_t i = 0; i < json_array_size(list.json); i++) {
		struct value item = value_item(&reader, list, i);
		const char *name =
		    value_text(&reader, item, "the name of a view");
		struct view_set views = {0};

		if (name == NULL
		    || !view_list_name(site, name, item.place, &views))
			continue;
		check_trust(site, reserved->text, item, &views);
		reserved->views = view_set_either(reserved->views, views);
	}
}

static void
read_listed(struct site *site, struct value object)
{
	const struct reader reader = {site->arena, site->report};
	const char *key;
	json_t *json;

	if (!value_is_object(&reader, object, "\"reserved\""))
		return;
	json_object_foreach(object.json, key, json)
	{
		struct reserved reserved = {.domain = NULL};

		if (value_is_comment(key))
			continue;
		reserved.place = value_name_place(&reader, object, key);
		if (!read_key(site, key, reserved.place, &reserved))
			continue;
		read_views(site, value_get(&reader, object, key), &reserved);
		append(site, &reserved);
	}
}

static int
compare_subjects(const struct reserved *a, const struct reserved *b)
{
	int order = (a->domain == NULL) - (b->domain == NULL);

	if (order != 0)
		return order;
	if (a->domain != NULL)
		return dname_compare(a->domain, b->domain);
	order = net_address_compare(&a->prefix.address, &b->prefix.address);
	return order != 0 ? order
	                  : (int)a->prefix.length - (int)b->prefix.length;
}

/* Of the same domain or network the one that is listed stands first. */
static int
compare_reserved(const void *left, const void *right)
{
	const struct reserved *a = left, *b = right;
	int order = compare_subjects(a, b);

	return order != 0 ? order : (a->place == NULL) - (b->place == NULL);
}

/* Keeps the first of each, and reports a second that is listed too. */
static void
drop_repeated(struct site *site)
{
	size_t kept = 0;

	for (size_t i = 0; i < site->reserved_count; i++) {
		const struct reserved *reserved = &site->reserved[i];

		if (kept == 0
		    || compare_subjects(&site->reserved[kept - 1], reserved)
		           != 0)
			site->reserved[kept++] = *reserved;
		else if (reserved->place != NULL)
			report_add(site->report, RULE_DUPLICATE_MEMBER,
			           reserved->place,
			           "%s is listed already: merge the two",
			           reserved->text);
	}
	site->reserved_count = kept;
}

void
reserved_read(struct site *site, struct value object)
{
	if (object.json != NULL)
		read_listed(site, object);
	append_all_unlisted(site);
	qsort(site->reserved, site->reserved_count, sizeof(*site->reserved),
	      compare_reserved);
	drop_repeated(site);
}
