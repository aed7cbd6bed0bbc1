/* SPDX-License-Identifier: ISC */
#include "zones/export/resolver.h"

/* A server block for each domain; the one furthest down decides. A slash in a
 * zone of a Corefile begins a prefix's length. */
static void
write_domain(const struct export *export, const struct domain *domain)
{
	const struct writer *writer = &export->writer;
	const char *name;

	writer_blank(writer);
	name = resolver_domain(export, "", domain, "");
	if (name == NULL)
		return;
	writer_line(writer, "%s {", name);
	if (resolver_asks(domain)) {
		writer_line(writer, "\tforward . %s",
		            resolver_servers(export, ":", true));
	} else {
		writer_line(writer, "\ttemplate ANY ANY {");
		writer_line(writer, "\t\trcode NXDOMAIN");
		writer_line(writer, "\t}");
	}
	writer_line(writer, "}");
}

enum exit_status
export_coredns(const struct export *export)
{
	const struct writer *writer = &export->writer;
	const struct domains *domains = &export->domains;

	resolver_header(export);
	writer_comment(writer, "",
	               "To be had by an import beside the server block for all "
	               "other names, \". {\"; the");
	writer_comment(writer, "",
	               "port is CoreDNS's own (-dns.port). CoreDNS follows no "
	               "delegation out of these");
	writer_comment(writer, "", "zones and validates nothing.");
	for (size_t i = 0; i < domains->count; i++)
		write_domain(export, &domains->items[i]);
	return EXIT_DONE;
}
