/* SPDX-License-Identifier: ISC */
#include "zones/export/resolver.h"

enum { DNS_PORT = 53 };

/*
 * A static-stub zone asks an authoritative server as one, but at port 53
 * alone; at another port it takes a forward zone, whose server named asks as
 * if it were a resolver: names below a delegation in it are then not found.
 *
 * What is denied is an empty zone, as named has them built in for RFC 6303. It
 * would be authoritative for a forward zone below it, too, so one with domains
 * below it that are asked for is asked for itself: mullion refuses it, and
 * nobody else is asked.
 */
static bool
all_at_dns_port(const struct export_request *request)
{
	for (size_t i = 0; i < request->server_count; i++)
		if (request->servers[i].port != DNS_PORT)
			return false;
	return true;
}

static void
write_asked(const struct export *export, const char *name)
{
	const struct writer *writer = &export->writer;
	const struct export_request *request = export->request;
	bool stub = all_at_dns_port(request);
	char text[NET_TEXT];

	writer_line(writer, "zone \"%s\" {", name);
	writer_line(writer, stub ? "\ttype static-stub;" : "\ttype forward;");
	if (!stub)
		writer_line(writer, "\tforward only;");
	writer_line(writer, stub ? "\tserver-addresses {" : "\tforwarders {");
	for (size_t i = 0; i < request->server_count; i++) {
		const struct export_server *server = &request->servers[i];

		net_address_to_text(text, &server->address);
		if (stub)
			writer_line(writer, "\t\t%s;", text);
		else
			writer_line(writer, "\t\t%s port %u;", text,
			            server->port);
	}
	writer_line(writer, "\t};");
	writer_line(writer, "};");
}

static void
write_domain(const struct export *export, const struct domain *domain)
{
	const struct writer *writer = &export->writer;
	const char *name = resolver_domain(export, "", domain, "/");

	if (name == NULL)
		return;
	if (!resolver_asks(domain) && domain->asked_below)
		writer_comment(writer, "",
		               "by asking mullion, which refuses it, since it "
		               "has names below it");
	if (resolver_asks(domain) || domain->asked_below)
		write_asked(export, name);
	else
		writer_line(writer,
		            "zone \"%s\" { type primary; database \"_builtin "
		            "empty localhost. nobody.localhost.\"; };",
		            name);
}

enum exit_status
export_bind(const struct export *export)
{
	const struct writer *writer = &export->writer;
	const struct domains *domains = &export->domains;

	resolver_header(export);
	writer_comment(writer, "",
	               "What `mullion export bind-options` prints belongs into "
	               "options { }: mullion's");
	writer_comment(writer, "", "zones aren't signed.");
	writer_blank(writer);
	for (size_t i = 0; i < domains->count; i++)
		write_domain(export, &domains->items[i]);
	return EXIT_DONE;
}

enum exit_status
export_bind_options(const struct export *export)
{
	const struct writer *writer = &export->writer;
	const struct domains *domains = &export->domains;

	resolver_header(export);
	writer_comment(writer, "",
	               "mullion's zones aren't signed. With "
	               "deny-answer-addresses they belong into its");
	writer_comment(writer, "", "except-from list, too.");
	writer_blank(writer);
	writer_line(writer, "validate-except {");
	for (size_t i = 0; i < domains->count; i++) {
		const struct domain *domain = &domains->items[i];
		const char *name;

		if (!resolver_asks(domain) && !domain->asked_below)
			continue;
		name = resolver_domain(export, "\t", domain, "/");
		if (name != NULL)
			writer_line(writer, "\t\"%s\";", name);
	}
	writer_line(writer, "};");
	return EXIT_DONE;
}
