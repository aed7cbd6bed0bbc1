/* SPDX-License-Identifier: ISC */
#include "zones/diff/diff_services.h"

#include <assert.h>
#include <string.h>

#include "zones/diff/diff_space.h"

/* The openings of one view, which stand together, by their services' ids. */
struct openings {
	const struct opening *at;
	const struct opening *end;
};

static struct openings
openings_of(const struct policy *policy, int view)
{
	struct openings openings = {0};

	for (size_t i = 0; i < policy->count; i++) {
		if ((int)policy->openings[i].view != view)
			continue;
		if (openings.at == NULL)
			openings.at = &policy->openings[i];
		openings.end = &policy->openings[i] + 1;
	}
	return openings;
}

static void
add_text(struct arena *arena, struct diff_texts *texts,
         const struct net_address *address)
{
	char text[NET_TEXT];

	texts->items = arena_grow(arena, texts->items, texts->count,
	                          sizeof(*texts->items));
	texts->items[texts->count++] =
	    arena_string(arena, net_address_to_text(text, address));
}

/* Two lists, each ascending. */
static void
compare_hosts(struct diff_set *set, struct arena *arena,
              const struct opening *old, const struct opening *new)
{
	size_t i = 0, j = 0;

	while (i < old->address_count || j < new->address_count) {
		int order = i == old->address_count ? 1
		            : j == new->address_count
		                ? -1
		                : net_address_compare(&old->addresses[i],
		                                      &new->addresses[j]);

		if (order < 0)
			add_text(arena, &set->removed, &old->addresses[i]);
		else if (order > 0)
			add_text(arena, &set->added, &new->addresses[j]);
		i += order <= 0;
		j += order >= 0;
	}
}

static bool
changes(const struct diff_set *set)
{
	return set->added.count + set->removed.count > 0;
}

/* Either may be NULL, not both. */
static void
compare(struct diff_view *view, struct arena *arena, const struct opening *old,
        const struct opening *new)
{
	static const struct opening none;
	const struct opening *any = old != NULL ? old : new;
	struct diff_service service = {
	    .kind = old == NULL   ? DIFF_ADDED
	            : new == NULL ? DIFF_REMOVED
	                          : DIFF_CHANGED,
	};

	assert(any != NULL);
	service.id = arena_string(arena, any->service->id);
	old = old == NULL ? &none : old;
	new = new == NULL ? &none : new;
	compare_hosts(&service.hosts, arena, old, new);
	diff_ports(&service.ports, arena, old->ports, old->port_count,
	           new->ports, new->port_count);
	diff_ranges(&service.clients, arena, &old->clients, &new->clients);
	if (service.kind == DIFF_CHANGED && !changes(&service.hosts)
	    && !changes(&service.ports) && !changes(&service.clients))
		return;
	service.opens = new->clients.count > 0
	                && service.hosts.added.count + service.ports.added.count
	                           + service.clients.added.count
	                       > 0;
	view->services = arena_grow(arena, view->services, view->service_count,
	                            sizeof(*view->services));
	view->services[view->service_count++] = service;
}

void
diff_services(struct diff_view *view, struct arena *arena,
              const struct policy *old, int old_view, const struct policy *new,
              int new_view)
{
	struct openings a = openings_of(old, old_view);
	struct openings b = openings_of(new, new_view);

	while (a.at < a.end || b.at < b.end) {
		int order = a.at == a.end ? 1
		            : b.at == b.end
		                ? -1
		                : strcmp(a.at->service->id, b.at->service->id);

		compare(view, arena, order <= 0 ? a.at : NULL,
		        order >= 0 ? b.at : NULL);
		a.at += order <= 0;
		b.at += order >= 0;
	}
}
