/* SPDX-License-Identifier: ISC */
#include "zones/export/domains.h"

#include <stdlib.h>

#include "lib/dname.h"

static const uint8_t loopback_reverse[] = "\003127\007in-addr\004arpa";

/* Of a zone and a reserved domain of one name the zone stands first. */
static int
compare_domains(const void *left, const void *right)
{
	const struct domain *a = left, *b = right;
	int order = dname_compare(a->name, b->name);

	return order != 0 ? order : (int)a->way - (int)b->way;
}

static enum domain_way
way_of(const struct reserved *reserved, unsigned view)
{
	return reserved->place != NULL && view_set_has(&reserved->views, view)
	           ? DOMAIN_RESERVED
	           : DOMAIN_DENIED;
}

static void
collect(struct domains *domains, const struct site *site,
        const struct content *content)
{
	for (size_t i = 0; i < content->zone_count; i++)
		domains->items[domains->count++] = (struct domain){
		    .name = content->zones[i].apex,
		    .way = DOMAIN_ZONE,
		    .place = content->zones[i].place,
		};
	for (size_t i = 0; i < site->reserved_count; i++) {
		const struct reserved *reserved = &site->reserved[i];

		if (reserved->domain == NULL
		    || dname_equal(reserved->domain, loopback_reverse))
			continue;
		domains->items[domains->count++] = (struct domain){
		    .name = reserved->domain,
		    .way = way_of(reserved, content->index),
		    .place = reserved->place,
		};
	}
	if (domains->count > 0)
		qsort(domains->items, domains->count, sizeof(struct domain),
		      compare_domains);
}

/* What holds below `above` holds for the domain too. */
static bool
goes_without_saying(const struct domain *domain, const struct domain *above)
{
	if (domain->way == DOMAIN_ZONE)
		return false;
	return above->way == DOMAIN_ZONE || above->way == domain->way;
}

void
domains_of_view(struct domains *domains, const struct site *site,
                const struct content *content)
{
	size_t room = content->zone_count + site->reserved_count;
	struct domain **above =
	    arena_alloc(site->arena, (DNAME_LABELS + 2) * sizeof(*above));
	size_t depth = 0, kept = 0;

	*domains = (struct domains){
	    .items = arena_alloc(site->arena, room * sizeof(struct domain)),
	};
	collect(domains, site, content);
	/* In canonical order those above a domain are a stack. */
	for (size_t i = 0; i < domains->count; i++) {
		struct domain domain = domains->items[i];

		while (depth > 0
		       && !dname_within(domain.name, above[depth - 1]->name))
			depth--;
		if (depth > 0 && goes_without_saying(&domain, above[depth - 1]))
			continue;
		for (size_t j = 0; domain.way != DOMAIN_DENIED && j < depth;
		     j++)
			above[j]->asked_below = true;
		above[depth] = &domains->items[kept++];
		*above[depth++] = domain;
	}
	domains->count = kept;
}
