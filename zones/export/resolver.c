/* SPDX-License-Identifier: ISC */
#include "zones/export/resolver.h"

static void
list_networks(const struct export *export, const struct networks *networks)
{
	const struct writer *writer = &export->writer;
	char text[NET_PREFIX_TEXT];

	for (size_t i = 0; i < networks->count; i++) {
		const struct network *network = &networks->items[i];

		writer_comment(writer, "", "  %s  %s",
		               net_prefix_to_text(text, &network->prefix),
		               writer_place(writer, network->place));
	}
}

void
resolver_header(const struct export *export)
{
	const struct writer *writer = &export->writer;
	const struct view *view = export->view;

	writer_comment(writer, "", "%s", "");
	writer_comment(writer, "",
	               "mullion knows a resolver by the address that it asks "
	               "from, which must be in");
	writer_comment(writer, "", "the networks of view \"%s\":", view->name);
	list_networks(export, &view->networks);
	if (view->resolvers.count > 0)
		writer_comment(writer, "",
		               "or, where a listener serves this view alone:");
	list_networks(export, &view->resolvers);
	writer_comment(writer, "",
	               "Domains that are reserved and that this view has "
	               "nothing in are denied: the");
	writer_comment(writer, "",
	               "answer is that there is no such name, and nobody is "
	               "asked.");
}

static const char *
reason(const struct domain *domain)
{
	switch (domain->way) {
	case DOMAIN_ZONE:
		return "a zone of this view";
	case DOMAIN_RESERVED:
		return "reserved for this view";
	case DOMAIN_DENIED:
		break;
	}
	return domain->place != NULL ? "denied: reserved for other views"
	                             : "denied: reserved without being listed";
}

const char *
resolver_domain(const struct export *export, const char *indent,
                const struct domain *domain, const char *more)
{
	const struct writer *writer = &export->writer;
	const char *name = writer_name(writer, domain->name, more);
	const char *place =
	    domain->place != NULL ? writer_place(writer, domain->place) : "";
	char text[DNAME_TEXT];

	if (name == NULL)
		writer_comment(writer, indent,
		               "LEFT OUT, the name can't be written here: %s "
		               "(%s) %s",
		               dname_to_text(text, domain->name),
		               reason(domain), place);
	else
		writer_comment(writer, indent, "%s%s%s", reason(domain),
		               *place != '\0' ? ": " : "", place);
	return name;
}

const char *
resolver_server(const struct export *export, const struct export_server *server,
                const char *at, bool brackets)
{
	char text[NET_TEXT];

	net_address_to_text(text, &server->address);
	brackets = brackets && server->address.family == 6;
	return arena_format(export->writer.arena, "%s%s%s%s%u",
	                    brackets ? "[" : "", text, brackets ? "]" : "", at,
	                    server->port);
}

const char *
resolver_servers(const struct export *export, const char *at, bool brackets)
{
	const struct export_request *request = export->request;
	const char *text = "";

	for (size_t i = 0; i < request->server_count; i++)
		text = arena_format(
		    export->writer.arena, "%s%s%s", text, i > 0 ? " " : "",
		    resolver_server(export, &request->servers[i], at,
		                    brackets));
	return text;
}
