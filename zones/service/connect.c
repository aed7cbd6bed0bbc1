/* SPDX-License-Identifier: ISC */
#include "zones/service/connect.h"

#include <stdarg.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/check_zone.h"
#include "zones/explain.h"
#include "zones/explain_place.h"
#include "zones/ports.h"
#include "zones/service/policy.h"
#include "zones/service/service_address.h"

/*
 * The question is taken apart: the name's addresses in each view, then each
 * address at the port. Whoever knows an address needs no name, so what the
 * name is in other views counts too, as long as this client could reach it.
 */
struct connection {
	const struct checked *checked;
	struct arena *arena;
	const struct net_address *source;
	const struct connect_target *target;
	struct policy policy;
	const struct view *view; /* the client's, or NULL */
	const char *port;        /* "443/tcp" */
	FILE *out;
};

static void say(const struct connection *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
say(const struct connection *c, const char *format, ...)
{
	va_list arguments;

	fputs(";; ", c->out);
	va_start(arguments, format);
	vfprintf(c->out, format, arguments);
	va_end(arguments);
	fputc('\n', c->out);
}

static const char *
address_text(const struct connection *c, const struct net_address *address)
{
	return net_address_to_text(arena_alloc(c->arena, NET_TEXT), address);
}

static const char *
at(const struct connection *c, const struct place *place)
{
	return explain_place(c->arena, place);
}

/* The entry of the service's ports that holds the one asked for, or NULL. */
static const struct ports *
port_of(const struct connection *c, const struct service *service)
{
	return service_port(service, c->target->port, c->target->protocol);
}

static const char *
view_name(const struct connection *c, const struct opening *opening)
{
	return c->checked->site.views[opening->view].name;
}

/* Who may connect by the opening, as it was written. */
static const char *
clients_text(const struct connection *c, const struct opening *opening)
{
	const struct networks *clients = &opening->service->clients;
	const char *text = "", *view = view_name(c, opening);

	if (opening->service->clients_view)
		return arena_format(c->arena, "all clients of view %s", view);
	for (size_t i = 0; i < clients->count; i++) {
		char prefix[NET_PREFIX_TEXT];

		text = arena_format(
		    c->arena, "%s%s%s (%s)", text, i == 0 ? "" : ", ",
		    net_prefix_to_text(prefix, &clients->items[i].prefix),
		    at(c, clients->items[i].place));
	}
	if (*text == '\0')
		return "nobody, as it has no clients";
	return arena_format(c->arena, "of view %s's clients %s", view, text);
}

/* Of `clients`, the network that holds the source, or NULL. */
static const struct network *
client_of(const struct connection *c, const struct service *service)
{
	for (size_t i = 0; i < service->clients.count; i++)
		if (net_prefix_holds(&service->clients.items[i].prefix,
		                     c->source))
			return &service->clients.items[i];
	return NULL;
}

static void
say_open(const struct connection *c, const struct net_address *address,
         const struct opening *opening)
{
	const struct service *service = opening->service;
	const struct network *client = client_of(c, service);
	char prefix[NET_PREFIX_TEXT];

	say(c, "%s at %s is open to it, by service \"%s\" (%s), port %s (%s)",
	    address_text(c, address), c->port, service->id,
	    at(c, service->place), ports_to_text(c->arena, port_of(c, service)),
	    at(c, port_of(c, service)->place));
	if (client == NULL || service->clients_view)
		say(c, "  the client is one of view %s, and all of these may",
		    c->view->name);
	else
		say(c, "  the client is in %s (%s)",
		    net_prefix_to_text(prefix, &client->prefix),
		    at(c, client->place));
}

/* The address is closed to the client at this port: which services have it
 * there, for others, or at other ports. */
static void
say_closed(const struct connection *c, const struct net_address *address)
{
	const char *text = address_text(c, address);
	size_t known = 0;

	say(c, "%s at %s is closed to it", text, c->port);
	for (size_t i = 0; i < c->policy.count; i++) {
		const struct opening *opening = &c->policy.openings[i];
		const struct service *service = opening->service;

		if (!opening_has_address(opening, address))
			continue;
		known++;
		if (port_of(c, service) != NULL)
			say(c,
			    "  service \"%s\" (%s) has it there, for others: "
			    "%s",
			    service->id, at(c, service->place),
			    clients_text(c, opening));
	}
	if (known == 0)
		say(c, "  no service has a host with this address");
}

/* Whether the client may; what isn't said already is said. */
static bool
say_address(const struct connection *c, const struct net_address *address)
{
	const struct opening *why;

	if (policy_allows(&c->policy, c->source, address, c->target->port,
	                  c->target->protocol, &why)) {
		say_open(c, address, why);
		return true;
	}
	say_closed(c, address);
	return false;
}

static void
say_who_connects(const struct connection *c,
                 const struct service_addresses *addresses)
{
	size_t found = 0;

	for (size_t i = 0; i < c->policy.count; i++) {
		const struct opening *opening = &c->policy.openings[i];

		for (size_t j = 0; j < addresses->count; j++) {
			if (port_of(c, opening->service) == NULL
			    || !opening_has_address(opening,
			                            &addresses->items[j]))
				continue;
			found++;
			say(c, "%s at %s: %s, by service \"%s\"",
			    address_text(c, &addresses->items[j]), c->port,
			    clients_text(c, opening), opening->service->id);
		}
	}
	if (found == 0)
		say(c, "nobody: no service has it at %s", c->port);
}

/* What the name is in a view; adds its addresses. */
static void
say_name(const struct connection *c, unsigned view,
         struct service_addresses *addresses)
{
	const struct tree *tree = &c->checked->trees[view];
	const char *name = c->checked->site.views[view].name;
	const char *mine =
	    c->view != NULL && c->view->index == view ? ", the client's" : "";
	struct service_addresses found = {0};
	const struct name *reached;
	const struct rrset *rrset;
	const char *text = "";

	if (service_address_add(&found, c->arena, tree, c->target->name, NULL)
	    == 0) {
		say(c, "view %s%s: %s", name, mine,
		    zone_of(tree, c->target->name) == NULL
		        ? "REFUSED, it has no zone for the name"
		        : "no address");
		return;
	}
	for (size_t i = 0; i < found.count; i++)
		text =
		    arena_format(c->arena, "%s%s%s", text, i == 0 ? "" : ", ",
		                 address_text(c, &found.items[i]));
	(void)check_reach(tree, NULL, c->target->name, &reached, NULL);
	rrset = zone_rrset(reached, TYPE_A);
	if (rrset == NULL)
		rrset = zone_rrset(reached, TYPE_AAAA);
	say(c, "view %s%s: %s (%s)", name, mine, text,
	    at(c, rrset_place(c->arena, rrset)));
	(void)service_address_add(addresses, c->arena, tree, c->target->name,
	                          NULL);
}

/* The addresses that the target has for the client, and for anybody. */
static void
find_addresses(const struct connection *c, struct service_addresses *own,
               struct service_addresses *all)
{
	const struct site *site = &c->checked->site;

	if (c->target->name == NULL) {
		own->items = all->items = arena_copy(
		    c->arena, &c->target->address, sizeof(c->target->address));
		own->count = all->count = 1;
		return;
	}
	fputs("\n;; WHO MAY RESOLVE IT\n", c->out);
	for (unsigned i = 0; i < site->view_count; i++)
		say_name(c, i, all);
	service_address_sort(all);
	if (c->view != NULL)
		(void)service_address_add(own, c->arena,
		                          &c->checked->trees[c->view->index],
		                          c->target->name, NULL);
	service_address_sort(own);
}

/* Addresses that the name has in other views alone. */
static void
say_others(const struct connection *c, const struct service_addresses *own,
           const struct service_addresses *all)
{
	for (size_t i = 0, j = 0; i < all->count; i++) {
		const struct opening *why;

		if (j < own->count
		    && net_address_compare(&own->items[j], &all->items[i])
		           == 0) {
			j++;
			continue;
		}
		if (!policy_allows(&c->policy, c->source, &all->items[i],
		                   c->target->port, c->target->protocol, &why))
			continue;
		say(c, "by its address in another view it could all the same:");
		say_open(c, &all->items[i], why);
	}
}

static void
say_verdict(const struct connection *c, const struct service_addresses *own)
{
	size_t open = 0;

	for (size_t i = 0; i < own->count; i++)
		open += say_address(c, &own->items[i]);
	if (c->view == NULL)
		say(c, "it may not connect: it belongs to no view");
	else if (own->count == 0)
		say(c, "it may not connect: its view has no address for the "
		       "name");
	else if (open == 0)
		say(c, "it may not connect");
	else if (open == own->count)
		say(c, "it may connect");
	else
		say(c, "it may connect to %zu of the %zu addresses", open,
		    own->count);
}

void
connect_explain(const struct checked *checked, const struct net_address *source,
                const struct connect_target *target, FILE *out)
{
	struct connection c = {.checked = checked,
	                       .arena = checked->arena,
	                       .source = source,
	                       .target = target,
	                       .out = out};
	struct service_addresses own = {0}, all = {0};

	c.view = explain_client(checked, source, out);
	c.port = arena_format(c.arena, "%u/%s", target->port,
	                      target->protocol == PORT_TCP ? "tcp" : "udp");
	policy_build(&c.policy, c.arena, &checked->site, checked->trees);
	find_addresses(&c, &own, &all);
	fputs("\n;; WHO MAY CONNECT\n", out);
	say_who_connects(&c, &all);
	fputs("\n;; THE CLIENT\n", out);
	say_verdict(&c, &own);
	say_others(&c, &own, &all);
}
