/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/ports.h"
#include "zones/service/service_check.h"

/*
 * Addresses that are used from both sides: by a service that views of internal
 * trust alone know, and by another that a view of external trust knows. What
 * uses an address is sorted by it, so that each group is looked at once:
 *
 *   10.0.0.7   public web, public mail | internal db, internal wiki
 *
 * and the ports of a group's public services are sorted, each with the one
 * before it that reaches furthest, so that for a port of an internal service
 * one search finds a public one that overlaps it.
 */
struct use {
	struct net_address address;
	const struct service *service;
	unsigned view;
	bool public;
};

struct public_port {
	const struct ports *ports;
	const struct service *service;
	const struct public_port *furthest; /* itself, or one before it */
};

struct port_index {
	struct public_port *items; /* by first port */
	size_t count;
};

struct sharing {
	const struct site *site;
	struct arena *arena; /* of one group */
	struct port_index tcp;
	struct port_index udp;
};

/* By address, the public first, then as the services stand in the site. */
static int
compare_uses(const void *left, const void *right)
{
	const struct use *a = left, *b = right;
	int order = net_address_compare(&a->address, &b->address);

	if (order == 0)
		order = (int)b->public - (int)a->public;
	if (order == 0)
		order = (a->service->spec > b->service->spec)
		        - (a->service->spec < b->service->spec);
	if (order == 0)
		order = (a->service > b->service) - (a->service < b->service);
	return order != 0 ? order : (int)a->view - (int)b->view;
}

static struct use *
list_uses(struct arena *arena, const struct site *site,
          const struct policy *policy, size_t *count)
{
	size_t total = 0;
	struct use *uses;

	for (size_t i = 0; i < policy->count; i++)
		total += policy->openings[i].address_count;
	uses = arena_alloc(arena, total * sizeof(*uses));
	*count = 0;
	for (size_t i = 0; i < policy->count; i++) {
		const struct opening *opening = &policy->openings[i];
		bool public = service_is_public(site, opening->service);

		for (size_t j = 0; j < opening->address_count; j++)
			uses[(*count)++] =
			    (struct use){.address = opening->addresses[j],
			                 .service = opening->service,
			                 .view = opening->view,
			                 .public = public};
	}
	if (total > 0)
		qsort(uses, total, sizeof(*uses), compare_uses);
	return uses;
}

static int
compare_ports(const void *left, const void *right)
{
	const struct public_port *a = left, *b = right;
	int order = (int)a->ports->first - (int)b->ports->first;

	return order != 0 ? order
	                  : (a->ports > b->ports) - (a->ports < b->ports);
}

static void
add_port(struct port_index *index, struct arena *arena,
         const struct service *service, const struct ports *ports)
{
	index->items = arena_grow(arena, index->items, index->count,
	                          sizeof(*index->items));
	index->items[index->count++] =
	    (struct public_port){.ports = ports, .service = service};
}

static void
index_end(struct port_index *index)
{
	const struct public_port *furthest = index->items;

	if (index->count == 0)
		return;
	qsort(index->items, index->count, sizeof(*index->items), compare_ports);
	for (size_t i = 0; i < index->count; i++) {
		if (index->items[i].ports->last > furthest->ports->last)
			furthest = &index->items[i];
		index->items[i].furthest = furthest;
	}
}

/* Of the group's public uses, each service once. */
static void
index_public(struct sharing *s, const struct use *uses, size_t count)
{
	s->tcp = s->udp = (struct port_index){0};
	for (size_t i = 0; i < count; i++) {
		const struct service *service = uses[i].service;

		if (i > 0 && uses[i - 1].service == service)
			continue;
		for (size_t j = 0; j < service->port_count; j++) {
			const struct ports *ports = &service->ports[j];

			if (ports->protocols & PORT_TCP)
				add_port(&s->tcp, s->arena, service, ports);
			if (ports->protocols & PORT_UDP)
				add_port(&s->udp, s->arena, service, ports);
		}
	}
	index_end(&s->tcp);
	index_end(&s->udp);
}

/* A public port that overlaps these, or NULL. */
static const struct public_port *
find_overlap(const struct port_index *index, const struct ports *ports)
{
	const struct public_port *furthest;
	size_t lo = 0, hi = index->count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (index->items[middle].ports->first <= ports->last)
			lo = middle + 1;
		else
			hi = middle;
	}
	if (lo == 0)
		return NULL;
	furthest = index->items[lo - 1].furthest;
	return furthest->ports->last >= ports->first ? furthest : NULL;
}

/* One use by an internal service; true when a port of it is shared. */
static bool
check_ports(const struct sharing *s, const struct use *use)
{
	const struct service *service = use->service;
	bool shared = false;
	char address[NET_TEXT];

	for (size_t i = 0; i < service->port_count; i++) {
		const struct ports *ports = &service->ports[i];
		const struct public_port *found = NULL;

		if (ports->protocols & PORT_TCP)
			found = find_overlap(&s->tcp, ports);
		if (found == NULL && ports->protocols & PORT_UDP)
			found = find_overlap(&s->udp, ports);
		if (found == NULL)
			continue;
		shared = true;
		report_in_view_other(
		    s->site->report, RULE_SHARED_PORT, ports->place, use->view,
		    ports_to_text(s->arena, ports), found->ports->place,
		    "%s at %s is a port of \"%s\" too, which a view of "
		    "external trust knows, first used at " REPORT_OTHER
		    ": give one of the two a port or an address of its own",
		    ports_to_text(s->arena, ports),
		    net_address_to_text(address, &use->address),
		    found->service->id);
	}
	return shared;
}

/* The uses of one address, of which the first `public` are public ones. */
static void
check_group(struct sharing *s, const struct use *uses, size_t public,
            size_t count)
{
	char address[NET_TEXT];

	net_address_to_text(address, &uses[0].address);
	index_public(s, uses, public);
	for (size_t i = public; i < count; i++) {
		const struct use *use = &uses[i];

		if (check_ports(s, use))
			continue;
		report_in_view_other(
		    s->site->report, RULE_SHARED_HOST, use->service->place,
		    use->view, service_subject(s->arena, use->service),
		    uses[0].service->place,
		    "%s is an address of \"%s\" too, which a view of external "
		    "trust knows, first used at " REPORT_OTHER
		    ": what gets into one is at the other, so give each a "
		    "host of its own",
		    address, uses[0].service->id);
	}
}

void
service_check_shared(const struct site *site, const struct policy *policy)
{
	struct arena *arena = arena_new();
	struct sharing s = {.site = site, .arena = arena_new()};
	size_t count, from = 0, public = 0;
	struct use *uses = list_uses(arena, site, policy, &count);

	for (size_t i = 0; i < count; i++) {
		public += uses[i].public;
		if (i + 1 < count
		    && net_address_compare(&uses[i].address,
		                           &uses[i + 1].address)
		           == 0)
			continue;
		if (public > 0 && public < i + 1 - from)
			check_group(&s, &uses[from], public, i + 1 - from);
		arena_clear(s.arena);
		from = i + 1;
		public = 0;
	}
	arena_free(s.arena);
	arena_free(arena);
}
