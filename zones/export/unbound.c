/* SPDX-License-Identifier: ISC */
#include "zones/export/resolver.h"

/*
 * A stub-zone for each domain that mullion is asked for. local-zones decide
 * before them, and the one furthest down does: "transparent" is how a domain
 * is taken out of a denied one, and out of the reverse zones that unbound
 * denies by itself. Owners' names are quoted, so a "/" (RFC 2317) may be in
 * them.
 */
static void
write_local_zone(const struct export *export, const struct domain *domain)
{
	const struct writer *writer = &export->writer;
	const char *name = resolver_domain(export, "\t", domain, "/");

	if (name == NULL)
		return;
	writer_line(writer, "\tlocal-zone: \"%s\" %s", name,
	            resolver_asks(domain) ? "transparent" : "static");
	if (!resolver_asks(domain))
		return;
	writer_line(writer, "\tdomain-insecure: \"%s\"", name);
	writer_line(writer, "\tprivate-domain: \"%s\"", name);
}

static void
write_stub_zone(const struct export *export, const struct domain *domain)
{
	const struct writer *writer = &export->writer;
	const struct export_request *request = export->request;
	const char *name = writer_name(writer, domain->name, "/");

	if (name == NULL || !resolver_asks(domain))
		return;
	writer_blank(writer);
	writer_line(writer, "stub-zone:");
	(void)resolver_domain(export, "\t", domain, "/");
	writer_line(writer, "\tname: \"%s\"", name);
	for (size_t i = 0; i < request->server_count; i++)
		writer_line(
		    writer, "\tstub-addr: %s",
		    resolver_server(export, &request->servers[i], "@", false));
}

static bool
asks_loopback(const struct export_request *request)
{
	static const struct net_prefix loopback[] = {
	    {{.family = 4, .octets = {127}}, 8},
	    {{.family = 6, .octets = {[15] = 1}}, 128},
	};

	for (size_t i = 0; i < request->server_count; i++) {
		const struct net_address *address =
		    &request->servers[i].address;

		if (net_prefix_holds(&loopback[0], address)
		    || net_prefix_holds(&loopback[1], address))
			return true;
	}
	return false;
}

enum exit_status
export_unbound(const struct export *export)
{
	const struct writer *writer = &export->writer;
	const struct domains *domains = &export->domains;

	resolver_header(export);
	writer_comment(
	    writer, "",
	    "mullion's zones aren't signed (domain-insecure) and may "
	    "hold private addresses");
	writer_comment(writer, "", "(private-domain).");
	writer_blank(writer);
	writer_line(writer, "server:");
	if (asks_loopback(export->request))
		writer_line(writer, "\tdo-not-query-localhost: no");
	for (size_t i = 0; i < domains->count; i++)
		write_local_zone(export, &domains->items[i]);
	for (size_t i = 0; i < domains->count; i++)
		write_stub_zone(export, &domains->items[i]);
	return EXIT_DONE;
}
