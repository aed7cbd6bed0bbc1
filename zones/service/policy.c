/* SPDX-License-Identifier: ISC */
#include "zones/service/policy.h"

#include <stdlib.h>
#include <string.h>

#include "zones/network_list.h"
#include "zones/service/service_address.h"
#include "zones/view_networks.h"

struct builder {
	struct policy *policy;
	struct arena *arena;
	const struct site *site;
	const struct tree *trees;
	const struct service **services; /* by id */
	size_t service_count;
};

static int
compare_services(const void *left, const void *right)
{
	const struct service *const *a = left, *const *b = right;
	int order = strcmp((*a)->id, (*b)->id);

	/* Two of one id, which is an error: as their specs stand. */
	return order != 0 ? order : (*a > *b) - (*a < *b);
}

static void
gather(struct builder *b)
{
	const struct site *site = b->site;
	size_t count = 0;

	for (size_t i = 0; i < site->spec_count; i++)
		count += site->specs[i].service_count;
	b->services = arena_alloc(b->arena, count * sizeof(*b->services));
	for (size_t i = 0; i < site->spec_count; i++)
		for (size_t j = 0; j < site->specs[i].service_count; j++)
			b->services[b->service_count++] =
			    &site->specs[i].services[j];
	if (count > 0)
		qsort(b->services, count, sizeof(*b->services),
		      compare_services);
}

/* The service's clients among those of a view. */
static struct network_ranges
clients_of(const struct builder *b, const struct service *service,
           const struct network_ranges *effective)
{
	struct network_ranges listed, both;

	if (service->clients_view)
		return *effective;
	network_effective(&listed, b->arena,
	                  network_list_prefixes(b->arena, &service->clients),
	                  service->clients.count, NULL, 0, NULL, 0);
	network_both(&both, b->arena, &listed, effective);
	return both;
}

static void
add_opening(struct builder *b, const struct service *service, unsigned view,
            const struct network_ranges *effective)
{
	struct service_addresses addresses = {0};
	struct policy *policy = b->policy;

	for (size_t i = 0; i < service->host_count; i++)
		(void)service_address_add(&addresses, b->arena, &b->trees[view],
		                          service->hosts[i].name, NULL);
	service_address_sort(&addresses);
	policy->openings = arena_grow(b->arena, policy->openings, policy->count,
	                              sizeof(*policy->openings));
	policy->openings[policy->count++] =
	    (struct opening){.service = service,
	                     .view = view,
	                     .addresses = addresses.items,
	                     .address_count = addresses.count,
	                     .ports = service->ports,
	                     .port_count = service->port_count,
	                     .clients = clients_of(b, service, effective)};
}

static void
add_view(struct builder *b, unsigned view)
{
	struct network_ranges effective;

	view_networks_effective(&effective, b->arena, b->site,
	                        &b->site->views[view], &b->site->refuse);
	for (size_t i = 0; i < b->service_count; i++)
		if (view_set_has(&b->services[i]->views, view))
			add_opening(b, b->services[i], view, &effective);
}

void
policy_build(struct policy *policy, struct arena *arena,
             const struct site *site, const struct tree *trees)
{
	struct builder b = {
	    .policy = policy, .arena = arena, .site = site, .trees = trees};

	*policy = (struct policy){0};
	gather(&b);
	for (unsigned i = 0; i < site->view_count && b.service_count > 0; i++)
		add_view(&b, i);
}

bool
opening_has_address(const struct opening *opening,
                    const struct net_address *address)
{
	size_t lo = 0, hi = opening->address_count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;
		int order =
		    net_address_compare(&opening->addresses[middle], address);

		if (order == 0)
			return true;
		if (order < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return false;
}

bool
policy_opens(const struct opening *opening, const struct net_address *address,
             uint16_t port, enum port_protocol protocol)
{
	return service_port(opening->service, port, protocol) != NULL
	       && opening_has_address(opening, address);
}

bool
policy_allows(const struct policy *policy, const struct net_address *source,
              const struct net_address *address, uint16_t port,
              enum port_protocol protocol, const struct opening **why)
{
	for (size_t i = 0; i < policy->count; i++) {
		const struct opening *opening = &policy->openings[i];

		if (!policy_opens(opening, address, port, protocol)
		    || network_find(&opening->clients, source) == NULL)
			continue;
		if (why != NULL)
			*why = opening;
		return true;
	}
	return false;
}
