/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "zones/shorthand/alias.h"
#include "zones/shorthand/ptr_from.h"
#include "zones/view.h"
#include "zones/view_zone.h"

static void
make_reverse(struct content *content, size_t i, const struct site *site,
             const struct spec *spec)
{
	struct spec whole = *spec;

	/* Without any, `records` couldn't be read. */
	if (spec->owners != NULL)
		whole.owners =
		    ptr_from_owners(site, spec, content, &whole.owner_count);
	view_zone(&content->zones[i], site, &whole, content->index);
}

static void
make_zones(struct content *content, const struct site *site, unsigned view)
{
	const struct spec **specs =
	    arena_alloc(site->arena, site->spec_count * sizeof(struct spec *));
	size_t count = 0;

	for (size_t i = 0; i < site->spec_count; i++)
		if (view_set_has(&site->by_apex[i]->views, view))
			specs[count++] = site->by_apex[i];
	content->zones =
	    arena_alloc(site->arena, count * sizeof(*content->zones));
	for (size_t i = 0; i < count; i++) {
		/* The second of [duplicate-zone] is no zone of its own. */
		if (i > 0 && dname_equal(specs[i - 1]->apex, specs[i]->apex))
			continue;
		specs[content->zone_count] = specs[i];
		content->zones[content->zone_count++].apex = specs[i]->apex;
	}
	for (size_t i = 0; i < content->zone_count; i++)
		if (specs[i]->ptr_from_count == 0)
			view_zone(&content->zones[i], site, specs[i], view);
	/* These are made from what the others have. */
	for (size_t i = 0; i < content->zone_count; i++)
		if (specs[i]->ptr_from_count > 0)
			make_reverse(content, i, site, specs[i]);
	alias_flatten(content, site);
}

/* a is at or above b, or holds it. */
static bool
reservation_holds(const struct reservation *a, const struct reservation *b)
{
	if ((a->domain == NULL) != (b->domain == NULL))
		return false;
	if (a->domain != NULL)
		return dname_within(b->domain, a->domain);
	return net_prefix_holds(&a->prefix, &b->prefix.address);
}

static void
make_reservations(struct content *content, const struct site *site,
                  unsigned view)
{
	struct reservation *made =
	    arena_alloc(site->arena, site->reserved_count * sizeof(*made));

	for (size_t i = 0; i < site->reserved_count; i++) {
		const struct reserved *reserved = &site->reserved[i];
		const struct reservation *above = i > 0 ? &made[i - 1] : NULL;

		made[i] = (struct reservation){
		    .domain = reserved->domain,
		    .prefix = reserved->prefix,
		    .text = reserved->text,
		    .visible = view_set_has(&reserved->views, view),
		};
		while (above != NULL && !reservation_holds(above, &made[i]))
			above = above->above;
		made[i].above = above;
		content->domain_count += reserved->domain != NULL;
	}
	content->reservations = made;
	content->reservation_count = site->reserved_count;
}

void
view_content(struct content *content, const struct site *site, unsigned index)
{
	const struct view *view = &site->views[index];

	*content = (struct content){
	    .view = view->name,
	    .index = index,
	    .external = view->external,
	    .answers = &view->answers,
	    .answers_alone = &view->answers_alone,
	};
	make_zones(content, site, index);
	make_reservations(content, site, index);
}

/* Reserved domains that aren't behind the name. */
static size_t
domains_up_to(const struct content *content, const uint8_t *name)
{
	size_t lo = 0, hi = content->domain_count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (dname_compare(content->reservations[middle].domain, name)
		    <= 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

/* Of the first count domains, the most specific one that holds the name. */
static const struct reservation *
holder(const struct content *content, size_t count, const uint8_t *name)
{
	const struct reservation *found =
	    count > 0 ? &content->reservations[count - 1] : NULL;

	while (found != NULL && !dname_within(name, found->domain))
		found = found->above;
	return found;
}

const struct reservation *
view_reservation(const struct content *content, const uint8_t *name)
{
	return holder(content, domains_up_to(content, name), name);
}

bool
view_reservation_of_all(const struct content *content, const uint8_t *name,
                        const struct reservation **reservation)
{
	size_t count = domains_up_to(content, name);

	*reservation = holder(content, count, name);
	return count == content->domain_count
	       || !dname_within(content->reservations[count].domain, name);
}

const struct reservation *
view_address_reservation(const struct content *content,
                         const struct net_address *address)
{
	const struct reservation *reservations = content->reservations;
	const struct reservation *found;
	size_t lo = content->domain_count, hi = content->reservation_count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (net_address_compare(&reservations[middle].prefix.address,
		                        address)
		    <= 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	found = lo > content->domain_count ? &reservations[lo - 1] : NULL;
	while (found != NULL && !net_prefix_holds(&found->prefix, address))
		found = found->above;
	return found;
}
