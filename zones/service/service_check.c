/* SPDX-License-Identifier: ISC */
#include "zones/service/service_check.h"

#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "zones/network.h"
#include "zones/ports.h"
#include "zones/service/service_address.h"
#include "zones/view_list.h"
#include "zones/view_networks.h"

/* Views that services are in together, and their effective networks: many
 * services have the same. */
struct audience {
	struct view_set views;
	struct network_ranges networks;
};

struct service_checker {
	const struct site *site;
	const struct tree *trees;
	struct arena *arena;
	struct network_ranges *effective; /* of each view, when it's wanted */
	struct audience *audiences;
	size_t audience_count;
};

static int
compare_ids(const void *left, const void *right)
{
	const struct service *const *a = left, *const *b = right;
	int order = strcmp((*a)->id, (*b)->id);

	if (order == 0)
		order = ((*a)->spec > (*b)->spec) - ((*a)->spec < (*b)->spec);
	return order != 0 ? order : (*a > *b) - (*a < *b);
}

void
service_check_ids(const struct site *site)
{
	const struct service **services;
	size_t count = 0, first = 0;

	for (size_t i = 0; i < site->spec_count; i++)
		count += site->specs[i].service_count;
	if (count == 0)
		return;
	services = arena_alloc(site->arena, count * sizeof(*services));
	count = 0;
	for (size_t i = 0; i < site->spec_count; i++)
		for (size_t j = 0; j < site->specs[i].service_count; j++)
			services[count++] = &site->specs[i].services[j];
	qsort(services, count, sizeof(*services), compare_ids);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(services[first]->id, services[i]->id) != 0) {
			first = i;
			continue;
		}
		report_add_other(site->report, RULE_DUPLICATE_SERVICE,
		                 services[i]->place, services[first]->place,
		                 "a service is called \"%s\" already, first "
		                 "used at " REPORT_OTHER
		                 ": give one of the two another id",
		                 services[i]->id);
	}
}

static void
check_no_clients(const struct service_checker *c, const struct service *service)
{
	const char *subject = service_subject(c->arena, service);

	if (service->clients_view || service->clients.count > 0)
		return;
	for (unsigned view = 0; view < c->site->view_count; view++)
		if (view_set_has(&service->views, view))
			report_in_view(
			    c->site->report, RULE_NO_CLIENTS, service->place,
			    view, subject,
			    "\"%s\" has no clients, so nobody may connect: "
			    "add \"clients\", networks or \"view\"",
			    service->id);
}

/* The effective networks of several views together, `refuse` with them: it is
 * of no matter whether who can't ask may connect. */
static struct network_ranges
count_audience(struct service_checker *c, const struct view_set *views)
{
	const struct networks none = {0};
	struct network_ranges all = {0};

	for (unsigned view = 0; view < c->site->view_count; view++) {
		struct network_ranges *one = &c->effective[view];

		if (!view_set_has(views, view))
			continue;
		if (one->items == NULL)
			view_networks_effective(one, c->arena, c->site,
			                        &c->site->views[view], &none);
		network_either(&all, c->arena, &all, one);
	}
	return all;
}

static const struct network_ranges *
audience_of(struct service_checker *c, const struct view_set *views)
{
	struct audience *audience;

	for (size_t i = 0; i < c->audience_count; i++)
		if (memcmp(&c->audiences[i].views, views, sizeof(*views)) == 0)
			return &c->audiences[i].networks;
	c->audiences = arena_grow(c->arena, c->audiences, c->audience_count,
	                          sizeof(*c->audiences));
	audience = &c->audiences[c->audience_count++];
	*audience = (struct audience){.views = *views,
	                              .networks = count_audience(c, views)};
	return &audience->networks;
}

static const char *
range_text(struct arena *arena, const struct network_range *range)
{
	char first[NET_TEXT], last[NET_TEXT];

	net_address_to_text(first, &range->first);
	if (net_address_compare(&range->first, &range->last) == 0)
		return arena_string(arena, first);
	return arena_format(arena, "%s-%s", first,
	                    net_address_to_text(last, &range->last));
}

static void
check_clients(struct service_checker *c, const struct service *service)
{
	const struct network_ranges *audience;

	if (service->clients.count == 0)
		return;
	audience = audience_of(c, &service->views);
	for (size_t i = 0; i < service->clients.count; i++) {
		const struct network *client = &service->clients.items[i];
		struct network_range outside;
		char text[NET_PREFIX_TEXT];

		if (network_within(audience, &client->prefix, &outside))
			continue;
		report_add(c->site->report, RULE_CLIENTS_OUTSIDE, client->place,
		           "%s holds addresses (%s) that are no clients of the "
		           "service's views (%s): list networks of these views "
		           "alone, or write \"view\" for all of them",
		           net_prefix_to_text(text, &client->prefix),
		           range_text(c->arena, &outside),
		           view_list_text(c->site, &service->views));
	}
}

static void
check_port(const struct service_checker *c, const struct ports *ports,
           const struct view *view)
{
	static const struct {
		enum port_protocol protocol;
		const char *text;
	} protocols[] = {{PORT_TCP, "tcp"}, {PORT_UDP, "udp"}};

	for (size_t i = 0; i < 2; i++) {
		unsigned outside;

		if ((ports->protocols & protocols[i].protocol) == 0)
			continue;
		outside = ports_outside(ports, protocols[i].protocol,
		                        view->ports, view->port_count);
		if (outside == 0)
			continue;
		report_in_view_other(
		    c->site->report, RULE_PORT_OUTSIDE_SPACE, ports->place,
		    view->index, ports_to_text(c->arena, ports), view->place,
		    "%u/%s isn't in the port space of \"%s\" (" REPORT_OTHER
		    "): choose a port of it, or add this one to its \"ports\"",
		    outside, protocols[i].text, view->name);
		return;
	}
}

static void
check_ports(const struct service_checker *c, const struct service *service)
{
	for (unsigned i = 0; i < c->site->view_count; i++) {
		const struct view *view = &c->site->views[i];

		if (!view_set_has(&service->views, i) || view->port_count == 0)
			continue;
		for (size_t j = 0; j < service->port_count; j++)
			check_port(c, &service->ports[j], view);
	}
}

static void
report_host(const struct service_checker *c, const struct service_host *host,
            unsigned view, const char *what)
{
	char name[DNAME_TEXT];

	dname_to_text(name, host->name);
	report_in_view(c->site->report, RULE_HOST_ADDRESS, host->place, view,
	               name, "%s %s", name, what);
}

/* "a.example.com.example.com." */
static bool
has_apex_twice(const struct service_checker *c, const struct service *service,
               const struct service_host *host)
{
	const char *apex = service->spec->text;
	const char *twice = arena_format(c->arena, "%s%s", apex, apex);
	size_t length = strlen(twice);
	char name[DNAME_TEXT];

	dname_to_text(name, host->name);
	return apex[1] != '\0' && strlen(name) > length
	       && strcmp(name + strlen(name) - length, twice) == 0;
}

static void
check_host(const struct service_checker *c, const struct service *service,
           const struct service_host *host, unsigned view)
{
	struct service_addresses addresses = {0};
	const struct tree *tree = &c->trees[view];
	bool aliased;

	if (zone_of(tree, host->name) == NULL)
		report_host(c, host, view,
		            "is in no zone of this view: name a host that the "
		            "view has, or end the name with a dot if it was "
		            "meant to be absolute");
	else if (service_address_add(&addresses, c->arena, tree, host->name,
	                             &aliased)
	         == 0)
		report_host(
		    c, host, view,
		    has_apex_twice(c, service, host)
			? "has the zone's name twice: end the name with "
			  "a dot, or leave the zone's name out"
			: "has no address in this view: add its A or AAAA, "
			  "correct the name, or take the view from the "
			  "service");
	else if (aliased && service->srv != NULL)
		report_host(c, host, view,
		            "is a CNAME, which an SRV record can't lead to "
		            "(RFC 2782): name the host itself");
}

static void
check_hosts(const struct service_checker *c, const struct service *service)
{
	for (unsigned view = 0; view < c->site->view_count; view++)
		for (size_t i = 0; view_set_has(&service->views, view)
		                   && i < service->host_count;
		     i++)
			check_host(c, service, &service->hosts[i], view);
}

static void
check_all(struct service_checker *c)
{
	const struct site *site = c->site;

	for (size_t i = 0; i < site->spec_count; i++)
		for (size_t j = 0; j < site->specs[i].service_count; j++) {
			const struct service *service =
			    &site->specs[i].services[j];

			check_no_clients(c, service);
			check_clients(c, service);
			check_ports(c, service);
			check_hosts(c, service);
		}
}

static bool
has_services(const struct site *site)
{
	for (size_t i = 0; i < site->spec_count; i++)
		if (site->specs[i].service_count > 0)
			return true;
	return false;
}

void
service_check(const struct site *site, const struct tree *trees)
{
	struct arena *arena = arena_new();
	struct service_checker c = {
	    .site = site,
	    .trees = trees,
	    .arena = arena,
	    .effective =
		arena_alloc(arena, site->view_count * sizeof(*c.effective))};
	struct policy policy;

	if (has_services(site)) {
		check_all(&c);
		policy_build(&policy, arena, site, trees);
		service_check_shared(site, &policy);
	}
	arena_free(arena);
}
