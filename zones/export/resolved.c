/* SPDX-License-Identifier: ISC */
#include "zones/export/resolver.h"

/* systemd-resolved routes domains to servers ("~") and can't deny one. */
static void
write_domain(const struct export *export, const struct domain *domain)
{
	const struct writer *writer = &export->writer;
	char text[DNAME_TEXT];
	const char *name;

	if (!resolver_asks(domain)) {
		writer_comment(writer, "", "not denied: %s",
		               dname_to_text(text, domain->name));
		return;
	}
	name = resolver_domain(export, "", domain, "/");
	if (name != NULL)
		writer_line(writer, "Domains=~%s", name);
}

enum exit_status
export_resolved(const struct export *export)
{
	const struct writer *writer = &export->writer;
	const struct domains *domains = &export->domains;

	resolver_header(export);
	writer_comment(writer, "",
	               "But systemd-resolved can't deny a domain: names in "
	               "those below are asked");
	writer_comment(
	    writer, "",
	    "of the servers of the host's links. It asks mullion for "
	    "other names too, which");
	writer_comment(writer, "",
	               "refuses them, so that a link's answer counts. With "
	               "DNSSEC= on, list mullion's");
	writer_comment(writer, "",
	               "zones in /etc/dnssec-trust-anchors.d/mullion.negative: "
	               "they aren't signed.");
	writer_blank(writer);
	writer_line(writer, "[Resolve]");
	writer_line(writer, "DNS=%s", resolver_servers(export, ":", true));
	for (size_t i = 0; i < domains->count; i++)
		write_domain(export, &domains->items[i]);
	return EXIT_DONE;
}
