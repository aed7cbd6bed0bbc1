/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/ports.h"
#include "zones/prove/claims.h"

/*
 * An address of an opening. Sorted by address, all that is open at one stands
 * together, so what shares an address with a service is found at once.
 */
struct socket {
	struct net_address address;
	uint32_t opening; /* its index, and so that of its clients' set */
};

struct sockets {
	struct socket *items;
	size_t count;
};

/* One service, with the openings that it has in its views. */
struct claimed {
	const struct service *service;
	const uint32_t *openings;
	size_t opening_count;
	/* openings of other services at one of its addresses and ports: */
	const uint32_t *others;
	size_t other_count;
	bool trusts[2]; /* in views of internal, of external trust */
};

const char *
claims_ports_text(const struct proof *proof, const struct ports *ports,
                  size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text =
		    arena_format(proof->arena, "%s%s%s", text, i > 0 ? "," : "",
		                 ports_to_text(proof->arena, &ports[i]));
	return count == 0 ? "-" : text;
}

const char *
claims_addresses(const struct proof *proof, const struct opening *opening)
{
	const char *list = "";
	char text[NET_TEXT];

	for (size_t i = 0; i < opening->address_count; i++)
		list = arena_format(
		    proof->arena, "%s%s%s", list, i > 0 ? "," : "",
		    net_address_to_text(text, &opening->addresses[i]));
	return opening->address_count == 0 ? "-" : list;
}

static int
compare_sockets(const void *left, const void *right)
{
	const struct socket *a = left, *b = right;
	int order = net_address_compare(&a->address, &b->address);

	return order != 0
	           ? order
	           : (a->opening > b->opening) - (a->opening < b->opening);
}

static void
list_sockets(struct sockets *sockets, const struct proof *proof)
{
	const struct policy *policy = &proof->policy;

	*sockets = (struct sockets){0};
	for (size_t i = 0; i < policy->count; i++)
		for (size_t j = 0; j < policy->openings[i].address_count; j++) {
			sockets->items =
			    arena_grow(proof->arena, sockets->items,
			               sockets->count, sizeof(*sockets->items));
			sockets->items[sockets->count++] = (struct socket){
			    policy->openings[i].addresses[j], (uint32_t)i};
		}
	if (sockets->count > 0)
		qsort(sockets->items, sockets->count, sizeof(*sockets->items),
		      compare_sockets);
}

/* Where the sockets at the address begin. */
static size_t
find_socket(const struct sockets *sockets, const struct net_address *address)
{
	size_t lo = 0, hi = sockets->count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (net_address_compare(&sockets->items[middle].address,
		                        address)
		    < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

/* Ports that two entries have in common; false: none. */
static bool
shared_entry(struct ports *shared, const struct ports *a, const struct ports *b)
{
	if (!ports_overlap(a, b))
		return false;
	*shared = (struct ports){
	    .first = a->first > b->first ? a->first : b->first,
	    .last = a->last < b->last ? a->last : b->last,
	    .protocols = a->protocols & b->protocols,
	};
	return true;
}

/* The first ports that two lists have in common. */
static bool
shared_ports(struct ports *shared, const struct ports *a, size_t a_count,
             const struct ports *b, size_t b_count)
{
	for (size_t i = 0; i < a_count; i++)
		for (size_t j = 0; j < b_count; j++)
			if (shared_entry(shared, &a[i], &b[j]))
				return true;
	return false;
}

static void
add_other(const struct proof *proof, struct claimed *claimed,
          const struct sockets *sockets, const struct opening *opening,
          const struct net_address *address)
{
	uint32_t *others = (uint32_t *)claimed->others;
	struct ports shared;

	for (size_t i = find_socket(sockets, address);
	     i < sockets->count
	     && net_address_compare(&sockets->items[i].address, address) == 0;
	     i++) {
		uint32_t at = sockets->items[i].opening;
		const struct opening *other = &proof->policy.openings[at];

		if (other->service == opening->service
		    || !shared_ports(&shared, opening->ports,
		                     opening->port_count, other->ports,
		                     other->port_count))
			continue;
		others = arena_grow(proof->arena, others, claimed->other_count,
		                    sizeof(*others));
		others[claimed->other_count++] = at;
	}
	claimed->others = others;
}

static void
add_opening(const struct proof *proof, struct claimed *claimed,
            const struct sockets *sockets, uint32_t index)
{
	const struct opening *opening = &proof->policy.openings[index];
	uint32_t *openings = (uint32_t *)claimed->openings;

	openings = arena_grow(proof->arena, openings, claimed->opening_count,
	                      sizeof(*openings));
	openings[claimed->opening_count++] = index;
	claimed->openings = openings;
	claimed->trusts[proof->site->views[opening->view].external] = true;
	for (size_t i = 0; i < opening->address_count; i++)
		add_other(proof, claimed, sockets, opening,
		          &opening->addresses[i]);
}

static int
compare_claimed(const void *left, const void *right)
{
	const struct claimed *a = left, *b = right;

	return strcmp(a->service->id, b->service->id);
}

/* The services of all openings, by their ids. */
static struct claimed *
list_services(const struct proof *proof, const struct sockets *sockets,
              size_t *count)
{
	const struct policy *policy = &proof->policy;
	struct claimed *list = NULL, *found;

	*count = 0;
	for (size_t i = 0; i < policy->count; i++) {
		struct claimed claimed = {.service =
		                              policy->openings[i].service};

		list = arena_grow(proof->arena, list, *count, sizeof(*list));
		list[(*count)++] = claimed;
	}
	if (*count == 0)
		return list;
	qsort(list, *count, sizeof(*list), compare_claimed);
	found = list;
	for (size_t i = 1; i < *count; i++)
		if (list[i].service != found->service)
			*++found = list[i];
	*count = (size_t)(found - list) + 1;
	for (size_t i = 0; i < policy->count; i++) {
		struct claimed key = {.service = policy->openings[i].service};

		found =
		    bsearch(&key, list, *count, sizeof(*list), compare_claimed);
		add_opening(proof, found, sockets, (uint32_t)i);
	}
	return list;
}

static bool
is_within(const struct ports *ports, enum port_protocol protocol,
          const struct view *view)
{
	return !(ports->protocols & protocol)
	       || ports_outside(ports, protocol, view->ports, view->port_count)
	              == 0;
}

/* Each of the service's ports lies in the view's port space. */
static void
claim_space(struct proof *proof, const struct opening *opening)
{
	const struct view *view = &proof->site->views[opening->view];
	const struct ports *outside = NULL;

	if (view->port_count == 0)
		return;
	for (size_t i = 0; i < opening->port_count && outside == NULL; i++)
		if (!is_within(&opening->ports[i], PORT_TCP, view)
		    || !is_within(&opening->ports[i], PORT_UDP, view))
			outside = &opening->ports[i];
	claims_add(proof, outside == NULL, "space", opening->service->id,
	           arena_format(proof->arena, "in %s", view->name),
	           outside == NULL
	               ? arena_format(proof->arena, "%s in %s",
	                              claims_ports_text(proof, opening->ports,
	                                                opening->port_count),
	                              claims_ports_text(proof, view->ports,
	                                                view->port_count))
	               : arena_format(proof->arena, "%s outside of %s",
	                              ports_to_text(proof->arena, outside),
	                              claims_ports_text(proof, view->ports,
	                                                view->port_count)));
}

/* The port spaces of two views of different trust have no port in common. */
static void
claim_distinct(struct proof *proof, const struct view *a, const struct view *b)
{
	struct ports shared;
	bool any;

	if (a->external == b->external || a->port_count == 0
	    || b->port_count == 0)
		return;
	any = shared_ports(&shared, a->ports, a->port_count, b->ports,
	                   b->port_count);
	claims_add(proof, !any, "distinct", "",
	           arena_format(proof->arena, "of %s and %s", a->name, b->name),
	           any ? arena_format(proof->arena, "%s is in both",
	                              ports_to_text(proof->arena, &shared))
	               : arena_format(
			   proof->arena, "%s has no port in common with %s",
			   claims_ports_text(proof, a->ports, a->port_count),
			   claims_ports_text(proof, b->ports, b->port_count)));
}

/* The first address that two openings have in common, or NULL. */
static const struct net_address *
shared_address(const struct opening *a, const struct opening *b)
{
	size_t i = 0, j = 0;

	while (i < a->address_count && j < b->address_count) {
		int order =
		    net_address_compare(&a->addresses[i], &b->addresses[j]);

		if (order == 0)
			return &a->addresses[i];
		if (order < 0)
			i++;
		else
			j++;
	}
	return NULL;
}

/* "10.1.2.11 8443/tcp": what the service has in common with the opening. */
static const char *
socket_text(const struct proof *proof, const struct claimed *claimed,
            uint32_t other)
{
	const struct opening *b = &proof->policy.openings[other];

	for (size_t i = 0; i < claimed->opening_count; i++) {
		const struct opening *a =
		    &proof->policy.openings[claimed->openings[i]];
		const struct net_address *address = shared_address(a, b);
		struct ports ports;
		char text[NET_TEXT];

		if (address != NULL
		    && shared_ports(&ports, a->ports, a->port_count, b->ports,
		                    b->port_count))
			return arena_format(
			    proof->arena, "%s %s",
			    net_address_to_text(text, address),
			    ports_to_text(proof->arena, &ports));
	}
	return "";
}

/* What is open to one trust alone isn't another service's of the other. */
static void
claim_trust(struct proof *proof, const struct claimed *claimed)
{
	bool external = claimed->trusts[true];
	const char *witness = NULL;

	if (claimed->trusts[false] && claimed->trusts[true]) {
		claims_add(proof, true, "trust", claimed->service->id, "",
		           "one publication for both trusts");
		return;
	}
	for (size_t i = 0; i < claimed->other_count && witness == NULL; i++) {
		const struct opening *other =
		    &proof->policy.openings[claimed->others[i]];

		if (proof->site->views[other->view].external != external)
			witness = arena_format(
			    proof->arena, "%s is %s's too, in %s",
			    socket_text(proof, claimed, claimed->others[i]),
			    other->service->id,
			    proof->site->views[other->view].name);
	}
	claims_add(proof, witness == NULL, "trust", claimed->service->id, "",
	           witness != NULL
	               ? witness
	               : arena_format(proof->arena,
	                              "its addresses and ports "
	                              "are %s alone",
	                              external ? "external" : "internal"));
}

/* One of the openings is open to the class: its index, or -1. */
static long
find_open(const struct partition_class *class, const uint32_t *openings,
          size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (partition_in_set(class, openings[i]))
			return openings[i];
	return -1;
}

static const char *
class_witness(const struct proof *proof, const struct partition_class *class,
              const struct claimed *claimed, uint32_t other)
{
	return arena_format(
	    proof->arena, "%s connects to %s, which is %s's too",
	    claims_address(proof, class), socket_text(proof, claimed, other),
	    proof->policy.openings[other].service->id);
}

/*
 * An audience none of whose classes may connect is one claim; where some may,
 * each of the others is.
 */
static void
claim_closed(struct proof *proof, const struct claimed *claimed,
             const struct partition_audience *audience)
{
	const struct partition_class *classes =
	    &proof->partition.classes[audience->first_class];
	const char *id = claimed->service->id, *whom;
	bool some = false;
	long other = -1;

	for (uint32_t i = 0; i < audience->class_count; i++) {
		some |= find_open(&classes[i], claimed->openings,
		                  claimed->opening_count)
		        >= 0;
		if (other < 0)
			other = find_open(&classes[i], claimed->others,
			                  claimed->other_count);
	}
	if (!some && other < 0) {
		claims_add(proof, true, "closed", id,
		           claims_from(proof, audience),
		           "in no opening of its addresses and ports");
		return;
	}
	for (uint32_t i = 0; i < audience->class_count; i++) {
		const struct partition_class *class = &classes[i];

		if (find_open(class, claimed->openings, claimed->opening_count)
		    >= 0)
			continue;
		other = find_open(class, claimed->others, claimed->other_count);
		whom = arena_format(proof->arena, "from %s", class->name);
		claims_add(proof, other < 0, "closed", id, whom,
		           other < 0
		               ? "in no opening of its addresses and ports"
		               : class_witness(proof, class, claimed,
		                               (uint32_t)other));
	}
}

void
claims_ports(struct proof *proof)
{
	const struct partition *partition = &proof->partition;
	const struct site *site = proof->site;
	struct sockets sockets;
	struct claimed *services;
	size_t count;

	list_sockets(&sockets, proof);
	services = list_services(proof, &sockets, &count);
	for (size_t i = 0; i < site->view_count; i++)
		for (size_t j = i + 1; j < site->view_count; j++)
			claim_distinct(proof, &site->views[i], &site->views[j]);
	for (size_t i = 0; i < proof->policy.count; i++)
		claim_space(proof, &proof->policy.openings[i]);
	for (size_t i = 0; i < count; i++)
		claim_trust(proof, &services[i]);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < partition->audience_count; j++)
			claim_closed(proof, &services[i],
			             &partition->audiences[j]);
}
