/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "zones/export/openings.h"
#include "zones/partition.h"
#include "zones/service/service_address.h"

/*
 * One table, replaced whole in one transaction. Packets to an address that a
 * service has go to the chain `services`, where each opening has a rule for
 * each family and protocol, and what none of them lets through is dropped.
 *
 *   input, forward -> to a host of a service? -> services -> accept
 *                                                         -> drop
 *
 *   set hosts4                    addresses of all services
 *   set hosts4.VIEW.SERVICE       addresses of one, in a view
 *   set clients4.VIEW             a view's effective networks
 *   set clients4.VIEW.SERVICE     clients that a service lists
 *
 * Neither views' names nor services' ids hold dots, so no two sets have one
 * name. With a view, hosts are those that services have in that view; who may
 * connect to them is still what all views say.
 */
static const unsigned families[] = {4, 6};

struct tables {
	const struct export *export;
	const struct writer *writer;
	const struct policy *policy;
	struct service_addresses hosts; /* that are guarded */
};

static const char *
view_name(const struct tables *t, const struct opening *opening)
{
	return t->export->checked->site.views[opening->view].name;
}

/* An opening through which somebody may come, by this family. */
static bool
is_open(const struct opening *opening, unsigned family)
{
	return openings_has_addresses(opening, family)
	       && openings_has_clients(opening, family);
}

/* Addresses that services have in the view that was asked for, or in any. */
static void
collect_hosts(struct tables *t)
{
	const struct view *view = t->export->view;
	struct service_addresses *hosts = &t->hosts;

	for (size_t i = 0; i < t->policy->count; i++) {
		const struct opening *opening = &t->policy->openings[i];

		if (view != NULL && opening->view != view->index)
			continue;
		for (size_t j = 0; j < opening->address_count; j++) {
			hosts->items =
			    arena_grow(t->writer->arena, hosts->items,
			               hosts->count, sizeof(*hosts->items));
			hosts->items[hosts->count++] = opening->addresses[j];
		}
	}
	service_address_sort(hosts);
}

static int
compare_addresses(const void *left, const void *right)
{
	return net_address_compare(left, right);
}

/* It has one of these addresses. */
static bool
is_guarded(const struct tables *t, const struct opening *opening)
{
	for (size_t i = 0; i < opening->address_count; i++)
		if (bsearch(&opening->addresses[i], t->hosts.items,
		            t->hosts.count, sizeof(*t->hosts.items),
		            compare_addresses)
		    != NULL)
			return true;
	return false;
}

static void
begin_set(const struct tables *t, unsigned family, const char *name,
          bool interval)
{
	writer_blank(t->writer);
	writer_line(t->writer, "\tset %s {", name);
	writer_line(t->writer, "\t\ttype ipv%u_addr", family);
	if (interval)
		writer_line(t->writer, "\t\tflags interval");
}

static void
write_element(const struct tables *t, bool first, const char *text)
{
	if (first)
		writer_line(t->writer, "\t\telements = {");
	writer_line(t->writer, "\t\t\t%s,", text);
}

static void
end_set(const struct tables *t, bool any)
{
	if (any)
		writer_line(t->writer, "\t\t}");
	writer_line(t->writer, "\t}");
}

static void
write_client_set(const struct tables *t, unsigned family, const char *name,
                 const struct network_ranges *clients)
{
	bool any = false;

	begin_set(t, family, name, true);
	for (size_t i = 0; i < clients->count; i++) {
		const struct network_range *range = &clients->items[i];

		if (range->first.family != family)
			continue;
		write_element(t, !any,
		              partition_span_text(t->writer->arena,
		                                  &range->first, &range->last));
		any = true;
	}
	end_set(t, any);
}

static void
write_host_set(const struct tables *t, unsigned family, const char *name,
               const struct net_address *addresses, size_t count)
{
	char text[NET_TEXT];
	bool any = false;

	begin_set(t, family, name, false);
	for (size_t i = 0; i < count; i++) {
		if (addresses[i].family != family)
			continue;
		write_element(t, !any,
		              net_address_to_text(text, &addresses[i]));
		any = true;
	}
	end_set(t, any);
}

static const char *
set_name(const struct tables *t, const char *what, unsigned family,
         const struct opening *opening)
{
	return arena_format(t->writer->arena, "%s%u.%s.%s", what, family,
	                    view_name(t, opening), opening->service->id);
}

static const char *
client_set_name(const struct tables *t, unsigned family,
                const struct opening *opening)
{
	if (!opening->service->clients_view)
		return set_name(t, "clients", family, opening);
	return arena_format(t->writer->arena, "clients%u.%s", family,
	                    view_name(t, opening));
}

/* Openings stand by view: the set of a view's clients is written with the
 * first that uses it. */
static void
write_sets(const struct tables *t, unsigned family)
{
	int written = -1; /* the last view whose set is */

	write_host_set(t, family,
	               arena_format(t->writer->arena, "hosts%u", family),
	               t->hosts.items, t->hosts.count);
	for (size_t i = 0; i < t->policy->count; i++) {
		const struct opening *opening = &t->policy->openings[i];

		if (!is_guarded(t, opening) || !is_open(opening, family))
			continue;
		write_host_set(t, family, set_name(t, "hosts", family, opening),
		               opening->addresses, opening->address_count);
		if (opening->service->clients_view
		    && written == (int)opening->view)
			continue;
		write_client_set(t, family, client_set_name(t, family, opening),
		                 &opening->clients);
		if (opening->service->clients_view)
			written = (int)opening->view;
	}
}

/* "8443, 10000-10999" */
static const char *
ports_text(const struct tables *t, const struct port_ranges *ranges)
{
	struct arena *arena = t->writer->arena;
	const char *text = "";

	for (size_t i = 0; i < ranges->count; i++) {
		const struct port_range *range = &ranges->items[i];

		text = arena_format(arena, "%s%s%u", text, i > 0 ? ", " : "",
		                    range->first);
		if (range->last != range->first)
			text = arena_format(arena, "%s-%u", text, range->last);
	}
	return text;
}

static void
write_rule(const struct tables *t, const struct opening *opening,
           unsigned family, enum port_protocol protocol)
{
	const char *ip = family == 4 ? "ip" : "ip6";
	struct port_ranges ports;

	openings_ports(&ports, t->writer->arena, opening->service, protocol);
	if (ports.count == 0)
		return;
	writer_line(t->writer,
	            "\t\t%s saddr @%s %s daddr @%s %s dport { %s } "
	            "accept comment \"%s\"",
	            ip, client_set_name(t, family, opening), ip,
	            set_name(t, "hosts", family, opening),
	            protocol == PORT_TCP ? "tcp" : "udp", ports_text(t, &ports),
	            opening->service->id);
}

static void
write_opening(const struct tables *t, const struct opening *opening)
{
	const struct service *service = opening->service;
	bool any = false;

	writer_blank(t->writer);
	writer_comment(t->writer, "\t\t", "%s in view %s: %s", service->id,
	               view_name(t, opening),
	               writer_place(t->writer, service->place));
	for (size_t i = 0; i < 2; i++) {
		if (!is_open(opening, families[i]))
			continue;
		any = true;
		write_rule(t, opening, families[i], PORT_TCP);
		write_rule(t, opening, families[i], PORT_UDP);
	}
	if (!any)
		writer_comment(t->writer, "\t\t",
		               opening->clients.count == 0
		                   ? "denied: it lists no clients"
		                   : "denied: no client's address is of a "
		                     "family that its hosts have");
}

static void
write_services(const struct tables *t)
{
	const struct writer *writer = t->writer;

	writer_blank(writer);
	writer_line(writer, "\tchain services {");
	writer_line(writer, "\t\tct state established,related accept");
	writer_comment(writer, "\t\t",
	               "how IPv6 finds neighbours, without which no host is "
	               "reached");
	writer_line(writer, "\t\ticmpv6 type { nd-neighbor-solicit, "
	                    "nd-neighbor-advert } accept");
	for (size_t i = 0; i < t->policy->count; i++)
		if (is_guarded(t, &t->policy->openings[i]))
			write_opening(t, &t->policy->openings[i]);
	writer_blank(writer);
	writer_comment(writer, "\t\t", "denied: what the spec doesn't open");
	writer_line(writer, "\t\tcounter drop");
	writer_line(writer, "\t}");
}

static void
write_hook(const struct tables *t, const char *hook)
{
	writer_blank(t->writer);
	writer_line(t->writer, "\tchain %s {", hook);
	writer_line(t->writer,
	            "\t\ttype filter hook %s priority filter; "
	            "policy accept;",
	            hook);
	writer_line(t->writer, "\t\tip daddr @hosts4 goto services");
	writer_line(t->writer, "\t\tip6 daddr @hosts6 goto services");
	writer_line(t->writer, "\t}");
}

enum exit_status
export_nftables(const struct export *export)
{
	struct tables t = {
	    .export = export,
	    .writer = &export->writer,
	    .policy = &export->policy,
	};
	const struct writer *writer = t.writer;

	collect_hosts(&t);
	writer_comment(writer, "", "%s", "");
	writer_comment(writer, "",
	               "Load it with `nft -f`: the table is replaced whole. It "
	               "guards the addresses that");
	writer_comment(writer, "",
	               "services have%s%s%s, to this host and through it: what "
	               "no service opens there is",
	               export->view != NULL ? " in view \"" : "",
	               export->view != NULL ? export->view->name : "",
	               export->view != NULL ? "\"" : "");
	writer_comment(writer, "",
	               "denied, ssh and ping too. Packets to other addresses "
	               "are not its affair.");
	writer_blank(writer);
	writer_line(writer, "table inet mullion");
	writer_line(writer, "delete table inet mullion");
	writer_line(writer, "table inet mullion {");
	for (size_t i = 0; i < 2; i++)
		write_sets(&t, families[i]);
	write_services(&t);
	write_hook(&t, "input");
	write_hook(&t, "forward");
	writer_line(writer, "}");
	return EXIT_DONE;
}
