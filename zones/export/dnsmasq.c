/* SPDX-License-Identifier: ISC */
#include "zones/export/resolver.h"

/*
 * server=/DOMAIN/ADDRESS#PORT asks mullion, local=/DOMAIN/ denies; the domain
 * furthest down decides. A slash would end the domain.
 */
static void
write_domain(const struct export *export, const struct domain *domain)
{
	const struct writer *writer = &export->writer;
	const struct export_request *request = export->request;
	const char *name = resolver_domain(export, "", domain, "");
	/* The root alone has no domain before it. */
	bool root = *domain->name == 0;

	if (name == NULL)
		return;
	if (!resolver_asks(domain)) {
		writer_line(writer, "local=/%s/", name);
		return;
	}
	for (size_t i = 0; i < request->server_count; i++)
		writer_line(
		    writer, "server=%s%s%s%s", root ? "" : "/",
		    root ? "" : name, root ? "" : "/",
		    resolver_server(export, &request->servers[i], "#", false));
	if (!root)
		writer_line(writer, "rebind-domain-ok=/%s/", name);
}

enum exit_status
export_dnsmasq(const struct export *export)
{
	const struct writer *writer = &export->writer;
	const struct domains *domains = &export->domains;

	resolver_header(export);
	writer_comment(writer, "",
	               "dnsmasq doesn't validate what a domain's own server "
	               "answers, so mullion's");
	writer_comment(writer, "",
	               "zones, which aren't signed, need no more than this.");
	writer_blank(writer);
	for (size_t i = 0; i < domains->count; i++)
		write_domain(export, &domains->items[i]);
	return EXIT_DONE;
}
