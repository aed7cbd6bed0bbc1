/* SPDX-License-Identifier: ISC */
#include "zones/import/views_write.h"

static void
put_networks(FILE *out, const struct net_prefix *networks, size_t count,
             const char *indent)
{
	char text[NET_PREFIX_TEXT];

	fputs("[", out);
	for (size_t i = 0; i < count; i++) {
		/* Some four to a line. */
		if (i > 0)
			fprintf(out, i % 4 == 0 ? ",\n%s" : ", ", indent);
		fprintf(out, "\"%s\"", net_prefix_to_text(text, &networks[i]));
	}
	fputs("]", out);
}

static void
put_view(const struct named_site *site, size_t i, struct arena *arena,
         FILE *out)
{
	const struct named_view *view = &site->views[i];
	const char *comment =
	    arena_format(arena, "view \"%s\" of %s, line %zu", view->name,
	                 view->spot.path, view->spot.line);

	fprintf(out,
	        "    \"%s\": {\n"
	        "      \"//\": %s,\n"
	        "      \"trust\": \"%s\",\n"
	        "      \"networks\": ",
	        view->id, json_quoted(arena, comment),
	        view->external ? "external" : "internal");
	put_networks(out, site->clients[i].networks, site->clients[i].count,
	             "                   ");
	fputs("\n    }", out);
}

static void
put_groups(const struct named_site *site, const struct site_specs *specs,
           FILE *out)
{
	if (specs->group_count == 0)
		return;
	fputs(",\n  \"groups\": {\n", out);
	for (size_t i = 0; i < specs->group_count; i++) {
		const char *comma = "";

		fprintf(out, "    \"%s\": [", specs->groups[i].name);
		for (unsigned j = 0; j < site->view_count; j++) {
			if (!view_set_has(&specs->groups[i].views, j))
				continue;
			fprintf(out, "%s\"%s\"", comma, site->views[j].id);
			comma = ", ";
		}
		fprintf(out, "]%s\n", i + 1 < specs->group_count ? "," : "");
	}
	fputs("  }", out);
}

void
views_write(const struct named_site *site, const struct site_specs *specs,
            struct arena *arena, FILE *out)
{
	bool first = true;

	fputs("{\n  \"format\": 1,\n  \"views\": {\n", out);
	for (size_t i = 0; i < site->view_count; i++) {
		if (site->clients[i].left_out)
			continue;
		if (!first)
			fputs(",\n", out);
		first = false;
		put_view(site, i, arena, out);
	}
	fputs("\n  }", out);
	if (site->refuse.count > 0) {
		fputs(",\n  \"refuse\": ", out);
		put_networks(out, site->refuse.networks, site->refuse.count,
		             "             ");
	}
	put_groups(site, specs, out);
	fputs("\n}\n", out);
}
