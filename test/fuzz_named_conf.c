/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>

#include "zones/import/named_site.h"

/*
 * A named.conf of any octets, read and interpreted. Nothing crashes, nothing
 * is left when the arena is freed, and however its lists are written no
 * network comes out for two views.
 */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static int
compare(const void *left, const void *right)
{
	const struct net_prefix *a = left, *b = right;
	int order = net_address_compare(&a->address, &b->address);

	return order != 0 ? order : (int)a->length - (int)b->length;
}

static void
check(struct arena *arena, const struct named_site *site)
{
	struct net_prefix *all = NULL;
	size_t count = 0;

	for (size_t i = 0; i < site->view_count; i++)
		for (size_t j = 0; j < site->clients[i].count; j++) {
			all = arena_grow(arena, all, count, sizeof(*all));
			all[count++] = site->clients[i].networks[j];
		}
	for (size_t i = 0; i < site->refuse.count; i++) {
		all = arena_grow(arena, all, count, sizeof(*all));
		all[count++] = site->refuse.networks[i];
	}
	if (count == 0)
		return;
	qsort(all, count, sizeof(*all), compare);
	for (size_t i = 1; i < count; i++)
		if (compare(&all[i - 1], &all[i]) == 0)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static const struct named_options options;
	static FILE *out;
	struct arena *arena = arena_new();
	struct below nowhere = {
	    .fd = -1, .path = ".", .whole = "/nowhere", .base = ""};
	struct notices notices = {0};
	struct conf_block conf;
	struct named_site site;

	if (out == NULL)
		out = fopen("/dev/null", "w");
	notices.out = out;
	if (conf_read(&conf, arena, &notices, &nowhere, "named.conf",
	              arena_copy(arena, octets, size), size)
	    == 0) {
		(void)named_site_read(&site, arena, &notices, &conf, &options);
		check(arena, &site);
	}
	arena_free(arena);
	return 0;
}
