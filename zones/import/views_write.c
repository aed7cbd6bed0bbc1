/* SPDX-License-Identifier: ISC */
#include "zones/import/views_write.h"

#include <stdlib.h>

static void
put_networks(FILE *out, const struct net_prefix *networks, size_t count)
{
	char text[NET_PREFIX_TEXT];

	putc('[', out);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s\"%s\"", i > 0 ? "," : "",
		        net_prefix_to_text(text, &networks[i]));
	putc(']', out);
}

static void
put_view(const struct named_site *site, size_t i, struct arena *arena,
         FILE *out)
{
	const struct named_view *view = &site->views[i];
	const char *comment =
	    arena_format(arena, "view \"%s\" of %s, line %zu", view->name,
	                 view->spot.path, view->spot.line);

	fprintf(out, "\"%s\": {\"//\": %s, \"trust\": \"%s\", \"networks\": ",
	        view->id, json_quoted(arena, comment),
	        view->external ? "external" : "internal");
	put_networks(out, site->clients[i].networks, site->clients[i].count);
	putc('}', out);
}

static void
put_groups(const struct named_site *site, const struct site_specs *specs,
           FILE *out)
{
	if (specs->group_count == 0)
		return;
	fputs(", \"groups\": {", out);
	for (size_t i = 0; i < specs->group_count; i++) {
		const char *comma = "";

		fprintf(out, "%s\"%s\": [", i > 0 ? "," : "",
		        specs->groups[i].name);
		for (unsigned j = 0; j < site->view_count; j++) {
			if (!view_set_has(&specs->groups[i].views, j))
				continue;
			fprintf(out, "%s\"%s\"", comma, site->views[j].id);
			comma = ",";
		}
		putc(']', out);
	}
	putc('}', out);
}

static void
put_site(const struct named_site *site, const struct site_specs *specs,
         struct arena *arena, FILE *out)
{
	const char *comma = "";

	fputs("{\"format\": 1, \"views\": {", out);
	for (size_t i = 0; i < site->view_count; i++) {
		if (site->clients[i].left_out)
			continue;
		fputs(comma, out);
		comma = ",";
		put_view(site, i, arena, out);
	}
	putc('}', out);
	if (site->refuse.count > 0) {
		fputs(", \"refuse\": ", out);
		put_networks(out, site->refuse.networks, site->refuse.count);
	}
	put_groups(site, specs, out);
	putc('}', out);
}

void
views_write(const struct named_site *site, const struct site_specs *specs,
            struct arena *arena, FILE *out)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);

	put_site(site, specs, arena, memory);
	fclose(memory);
	spec_lay_out(arena, text, length, out);
	free(text);
}
