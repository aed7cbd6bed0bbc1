/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/export/openings.h"
#include "zones/service/service_address.h"

/*
 * A frontend for each view, which accepts the connections of that view's
 * clients at an address of its own (--listen) and at the ports of its
 * services, and tells services apart by port alone:
 *
 *   frontend VIEW          to.SERVICE: the port; from4.SERVICE and
 *                          from6.SERVICE: the source
 *     -> backend VIEW.SERVICE: the hosts' addresses in that view, at the same
 *        port
 *
 * haproxy takes an IPv4 address for ::ffff:0:0/96 where it compares it with an
 * IPv6 network, and one of 6to4 (2002::/16) for the IPv4 address within where
 * it compares that with an IPv4 network; to us they are strangers. So each
 * family is compared with its own networks alone: `ipv6`.
 *
 * It carries TCP, so services of UDP alone have no backend.
 */
enum {
	WEIGHT_MAX = 256, /* of a server; an SRV record's is 65535 */
	PORTS = 65536,
};

struct balancer {
	const struct export *export;
	const struct writer *writer;
	struct arena *arena;
	const struct view *view;
	const struct export_listen *listen;
	const struct service **taken; /* of the view, by port */
};

/* With brackets a colon isn't taken for that before a port. */
static const char *
address_text(const struct balancer *b, const struct net_address *address)
{
	char text[NET_TEXT];

	return arena_format(b->arena,
	                    address->family == 4 ? "ipv4@%s" : "ipv6@[%s]",
	                    net_address_to_text(text, address));
}

static const char *
range_text(const struct balancer *b, const struct port_range *range)
{
	if (range->first == range->last)
		return arena_format(b->arena, "%u", range->first);
	return arena_format(b->arena, "%u-%u", range->first, range->last);
}

/* The service that has one of these ports already, or NULL; else they are this
 * one's from here on. */
static const struct service *
take_ports(const struct balancer *b, const struct service *service,
           const struct port_ranges *ranges)
{
	for (unsigned take = 0; take < 2; take++)
		for (size_t i = 0; i < ranges->count; i++)
			for (unsigned port = ranges->items[i].first;
			     port <= ranges->items[i].last; port++) {
				if (b->taken[port] != NULL && take == 0)
					return b->taken[port];
				if (take == 1)
					b->taken[port] = service;
			}
	return NULL;
}

/* Its ports, when there is something to balance; else why not, as a comment
 * of the frontend's. */
static bool
is_balanced(const struct balancer *b, const struct opening *opening,
            struct port_ranges *ports)
{
	const struct service *service = opening->service, *taken = NULL;
	const char *why = NULL;

	openings_ports(ports, b->arena, service, PORT_TCP);
	if (opening->clients.count > 0)
		taken = take_ports(b, service, ports);
	if (opening->clients.count == 0)
		why = arena_format(b->arena, "denied, it lists no clients: %s",
		                   writer_place(b->writer, service->place));
	else if (ports->count == 0)
		why = export_left_out(b->export, service->place,
		                      "%s in view %s has no TCP port, and "
		                      "haproxy carries no UDP",
		                      service->id, b->view->name);
	else if (taken != NULL)
		why = export_left_out(b->export, service->place,
		                      "%s in view %s has a port of %s, and a "
		                      "frontend tells services apart by their "
		                      "ports: give it another",
		                      service->id, b->view->name, taken->id);
	if (why == NULL)
		return true;
	writer_comment(b->writer, "\t", "%s: %s", service->id, why);
	return false;
}

/* The clients of one family, and that they are let in. */
static void
write_clients(const struct balancer *b, const struct opening *opening,
              unsigned family)
{
	const char *id = opening->service->id;
	char text[NET_PREFIX_TEXT];
	struct prefixes prefixes;

	if (!openings_has_clients(opening, family))
		return;
	openings_prefixes(&prefixes, b->arena, &opening->clients);
	for (size_t i = 0; i < prefixes.count; i++)
		if (prefixes.items[i].address.family == family)
			writer_line(
			    b->writer, "\tacl from%u.%s src %s", family, id,
			    net_prefix_to_text(text, &prefixes.items[i]));
	writer_line(b->writer,
	            "\ttcp-request connection accept if to.%s %sipv6 "
	            "from%u.%s",
	            id, family == 4 ? "!" : "", family, id);
}

static void
write_service(const struct balancer *b, const struct opening *opening,
              const struct port_ranges *ports)
{
	const struct service *service = opening->service;
	const char *at = address_text(b, &b->listen->address);

	writer_comment(b->writer, "\t", "%s: %s", service->id,
	               writer_place(b->writer, service->place));
	for (size_t i = 0; i < ports->count; i++) {
		const char *range = range_text(b, &ports->items[i]);

		writer_line(b->writer, "\tbind %s:%s", at, range);
		writer_line(b->writer, "\tacl to.%s dst_port %u:%u",
		            service->id, ports->items[i].first,
		            ports->items[i].last);
	}
	write_clients(b, opening, 4);
	write_clients(b, opening, 6);
}

/* Of weights that are out of haproxy's range, the share of the greatest. */
static unsigned
server_weight(const struct service *service, uint16_t weight)
{
	unsigned most = 0;

	for (size_t i = 0; i < service->host_count; i++)
		if (service->hosts[i].weight > most)
			most = service->hosts[i].weight;
	if (most == 0)
		return 1;
	if (most <= WEIGHT_MAX)
		return weight;
	return (weight * WEIGHT_MAX + most - 1) / most;
}

/* Of hosts with another priority than the first ones, all are for when those
 * are gone (RFC 2782). */
static uint16_t
first_priority(const struct service *service)
{
	uint16_t least = UINT16_MAX;

	for (size_t i = 0; i < service->host_count; i++)
		if (service->hosts[i].priority < least)
			least = service->hosts[i].priority;
	return least;
}

static void
write_host(const struct balancer *b, const struct service *service,
           const struct service_host *host)
{
	const struct tree *tree = &b->export->checked->trees[b->view->index];
	struct service_addresses addresses = {0};
	char name[DNAME_TEXT];
	size_t host_index = (size_t)(host - service->hosts);

	(void)service_address_add(&addresses, b->arena, tree, host->name, NULL);
	service_address_sort(&addresses);
	writer_comment(b->writer, "\t", "%s: %s",
	               dname_to_text(name, host->name),
	               writer_place(b->writer, host->place));
	for (size_t i = 0; i < addresses.count; i++)
		writer_line(
		    b->writer, "\tserver host-%zu.%zu %s weight %u%s",
		    host_index + 1, i + 1, address_text(b, &addresses.items[i]),
		    server_weight(service, host->weight),
		    host->priority > first_priority(service) ? " backup" : "");
}

static void
write_backend(const struct balancer *b, const struct opening *opening)
{
	const struct service *service = opening->service;

	writer_blank(b->writer);
	writer_line(b->writer, "backend %s.%s", b->view->name, service->id);
	writer_line(b->writer, "\tmode tcp");
	for (size_t i = 0; i < service->host_count; i++)
		write_host(b, service, &service->hosts[i]);
}

static void
write_view(const struct balancer *b)
{
	const struct policy *policy = &b->export->policy;
	const struct opening **balanced =
	    arena_alloc(b->arena, policy->count * sizeof(struct opening *));
	struct port_ranges ports;
	size_t count = 0;

	writer_blank(b->writer);
	writer_line(b->writer, "frontend %s", b->view->name);
	writer_line(b->writer, "\tmode tcp");
	writer_line(b->writer, "\tacl ipv6 src -m sub :");
	for (size_t i = 0; i < policy->count; i++) {
		const struct opening *opening = &policy->openings[i];

		if (opening->view != b->view->index
		    || !is_balanced(b, opening, &ports))
			continue;
		write_service(b, opening, &ports);
		balanced[count++] = opening;
	}
	writer_comment(b->writer, "\t", "denied: what the spec doesn't open");
	writer_line(b->writer, "\ttcp-request connection reject");
	for (size_t i = 0; i < count; i++)
		writer_line(b->writer, "\tuse_backend %s.%s if to.%s",
		            b->view->name, balanced[i]->service->id,
		            balanced[i]->service->id);
	for (size_t i = 0; i < count; i++)
		write_backend(b, balanced[i]);
}

/* The view has a service that somebody may connect to by TCP. */
static bool
has_services(const struct export *export, unsigned view)
{
	for (size_t i = 0; i < export->policy.count; i++) {
		const struct opening *opening = &export->policy.openings[i];
		struct port_ranges ports;

		openings_ports(&ports, export->writer.arena, opening->service,
		               PORT_TCP);
		if (opening->view == view && opening->clients.count > 0
		    && ports.count > 0)
			return true;
	}
	return false;
}

static const struct export_listen *
find_listen(const struct export *export, const struct view *view)
{
	const struct export_request *request = export->request;

	for (size_t i = 0; i < request->listen_count; i++) {
		const char *name = request->listens[i].view;

		if (name == NULL ? export->view == view
		                 : strcmp(name, view->name) == 0)
			return &request->listens[i];
	}
	return NULL;
}

/* Two frontends at one address: connections would go to either. */
static enum exit_status
check_listens(const struct export *export)
{
	const struct export_request *request = export->request;
	const struct site *site = &export->checked->site;
	char text[NET_TEXT];

	for (size_t i = 0; i < request->listen_count; i++) {
		const struct export_listen *a = &request->listens[i];

		if (a->view != NULL && site_view(site, a->view) == NULL) {
			cli_error("%s has no view \"%s\"", request->site,
			          a->view);
			return EXIT_USAGE;
		}
		if (a->view == NULL && export->view == NULL) {
			cli_error("which view's clients come to %s? Write "
			          "--listen VIEW=%s",
			          net_address_to_text(text, &a->address), text);
			return EXIT_USAGE;
		}
		for (size_t j = 0; j < i; j++)
			if (net_address_compare(&request->listens[j].address,
			                        &a->address)
			    == 0) {
				cli_error(
				    "two views can't have one address, "
				    "%s: haproxy couldn't tell whose "
				    "connection it is",
				    net_address_to_text(text, &a->address));
				return EXIT_USAGE;
			}
	}
	return EXIT_DONE;
}

enum exit_status
export_haproxy(const struct export *export)
{
	const struct site *site = &export->checked->site;
	const struct writer *writer = &export->writer;
	enum exit_status status = check_listens(export);

	if (status != EXIT_DONE)
		return status;
	writer_comment(writer, "", "%s", "");
	writer_comment(writer, "",
	               "To be loaded behind a file with global and defaults "
	               "sections (timeouts). Hosts see");
	writer_comment(writer, "",
	               "haproxy's address as the client's: let it through "
	               "where they are guarded.");
	for (unsigned i = 0; i < site->view_count; i++) {
		struct balancer b = {
		    .export = export,
		    .writer = writer,
		    .arena = writer->arena,
		    .view = &site->views[i],
		    .listen = find_listen(export, &site->views[i]),
		    .taken = arena_alloc(writer->arena,
		                         PORTS * sizeof(struct service *)),
		};

		if ((export->view != NULL && export->view != b.view)
		    || !has_services(export, i))
			continue;
		if (b.listen == NULL) {
			cli_error("where do the clients of view %s connect to? "
			          "Say it with --listen %s=ADDRESS",
			          b.view->name, b.view->name);
			return EXIT_USAGE;
		}
		write_view(&b);
	}
	return EXIT_DONE;
}
