/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "zones/export/resolver.h"

/*
 * A policy for each domain. kresd takes the first that fits, so those with
 * more labels stand first. STUB asks an authoritative server and validates
 * nothing.
 */
static int
compare_depth(const void *left, const void *right)
{
	const struct domain *const *a = left, *const *b = right;
	int order =
	    (int)dname_labels((*b)->name) - (int)dname_labels((*a)->name);

	return order != 0 ? order : dname_compare((*a)->name, (*b)->name);
}

static const char *
quoted_servers(const struct export *export)
{
	const struct export_request *request = export->request;
	const char *text = "";

	for (size_t i = 0; i < request->server_count; i++)
		text = arena_format(
		    export->writer.arena, "%s%s'%s'", text, i > 0 ? ", " : "",
		    resolver_server(export, &request->servers[i], "@", false));
	return text;
}

static void
write_domain(const struct export *export, const struct domain *domain,
             const char *servers)
{
	const struct writer *writer = &export->writer;
	const char *name = resolver_domain(export, "", domain, "/");

	if (name == NULL)
		return;
	if (resolver_asks(domain))
		writer_line(writer,
		            "policy.add(policy.suffix(policy.STUB({%s}), "
		            "policy.todnames({'%s'})))",
		            servers, name);
	else
		writer_line(writer,
		            "policy.add(policy.suffix(policy.DENY, "
		            "policy.todnames({'%s'})))",
		            name);
}

enum exit_status
export_knot_resolver(const struct export *export)
{
	const struct writer *writer = &export->writer;
	const struct domains *domains = &export->domains;
	const struct domain **sorted = arena_alloc(
	    writer->arena, domains->count * sizeof(struct domain *));
	const char *servers = quoted_servers(export);

	for (size_t i = 0; i < domains->count; i++)
		sorted[i] = &domains->items[i];
	if (domains->count > 0)
		qsort(sorted, domains->count, sizeof(struct domain *),
		      compare_depth);
	resolver_header(export);
	writer_comment(writer, "",
	               "To be loaded before other policies, since the first "
	               "that fits decides. The");
	writer_comment(writer, "",
	               "module \"rebinding\" knows no exceptions: don't load "
	               "it where these zones hold");
	writer_comment(writer, "", "private addresses.");
	writer_blank(writer);
	for (size_t i = 0; i < domains->count; i++)
		write_domain(export, sorted[i], servers);
	return EXIT_DONE;
}
