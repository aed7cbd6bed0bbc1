/* SPDX-License-Identifier: ISC */
#include "zones/import/named_site.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/import/named_left_out.h"
#include "zones/import/named_reader.h"

void
named_list_read(struct named_reader *r, struct match_list *list,
                const struct conf_statement *statement)
{
	match_list_any(list, r->arena);
	if (statement == NULL)
		return;
	if (conf_block_of(statement) == NULL) {
		notice_error(r->notices, statement->spot, "syntax",
		             "%s needs a list in braces",
		             statement->values[0].text);
		return;
	}
	match_list_read(list, &r->names, conf_block_of(statement));
}

bool
named_class_is_in(const struct conf_statement *statement)
{
	const char *class = conf_text(statement, 2);

	return class == NULL || strcasecmp(class, "IN") == 0;
}

static const char *const taken_of_view[] = {
    "match-clients",        "allow-query", "match-destinations",
    "match-recursive-only", "zone",        NULL};
static const char *const taken_of_options[] = {"directory", "allow-query",
                                               NULL};
static const char *const taken_of_file[] = {"view", "acl", "options", "zone",
                                            NULL};

void
named_block_left_out(struct named_reader *r, const struct conf_block *block,
                     const char *const *taken)
{
	for (size_t i = 0; i < block->count; i++) {
		bool known = false;

		for (size_t j = 0; taken[j] != NULL; j++)
			known |= conf_is(&block->items[i], taken[j]);
		if (!known)
			named_left_out(&r->names, &block->items[i]);
	}
}

static void
read_zones(struct named_reader *r, const struct conf_block *block,
           unsigned view)
{
	for (size_t i = 0; i < block->count; i++)
		if (conf_is(&block->items[i], "zone"))
			named_zone_read(r, &block->items[i], view);
}

static bool
is_given(const char *const *names, size_t count, const struct named_view *view)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], view->name) == 0
		    || strcmp(names[i], view->id) == 0)
			return true;
	return false;
}

/* `any`, or so much that no house has it to itself. */
static bool
matches_all(const struct client_view *client)
{
	for (size_t i = 0; i < client->count; i++)
		if (client->networks[i].length
		        < (client->networks[i].address.family == 4 ? 8 : 16)
		    && client->networks[i].address.octets[0] < 0xfc)
			return true;
	return false;
}

/* Trust: a view that anybody may be a client of is external. */
static void
judge_views(struct named_reader *r)
{
	struct named_site *site = r->site;

	client_views_count(site->clients, site->view_count, &site->refuse,
	                   r->arena);
	for (size_t i = 0; i < site->view_count; i++) {
		struct named_view *view = &site->views[i];
		struct client_view *client = &site->clients[i];

		view->matches_all = matches_all(client);
		view->external = (view->matches_all
		                  && !is_given(r->given->internal,
		                               r->given->internal_count, view))
		                 || is_given(r->given->external,
		                             r->given->external_count, view);
		if (client->count == 0)
			named_view_leave_out(
			    r, (unsigned)i, view->spot,
			    "no client has an address that is its "
			    "alone: the views before it have them "
			    "all, or it is for keys");
	}
}

/* Names on the command line that are no view's are mistakes. */
static void
check_given(struct named_reader *r, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (size_t j = 0; j < r->site->view_count; j++)
			found |= is_given(&names[i], 1, &r->site->views[j]);
		if (!found)
			notice_error(r->notices,
			             (struct spot){"the command line", 1, 1},
			             NULL, "there is no view \"%s\"", names[i]);
	}
}

static void
read_views(struct named_reader *r)
{
	bool has_views = conf_find(r->conf, "view") != NULL;

	if (!has_views) {
		named_view_add(r, "default", NULL, (struct spot){0});
		r->site->views[0].spot = r->conf->items[0].spot;
	}
	for (size_t i = 0; i < r->conf->count; i++) {
		const struct conf_statement *view = &r->conf->items[i];
		const struct conf_block *block = conf_block_of(view);

		if (has_views && conf_is(view, "zone"))
			notice_error(r->notices, view->spot, NULL,
			             "a zone stands outside of the views: "
			             "where there are views all zones stand "
			             "in them");
		if (!conf_is(view, "view"))
			continue;
		if (conf_text(view, 1) == NULL || block == NULL)
			notice_error(r->notices, view->spot, "syntax",
			             "view \"NAME\" { … }; is what can stand "
			             "here");
		else if (!named_class_is_in(view))
			notice_warning(r->notices, view->spot,
			               "view \"%s\" is left out: all classes "
			               "are IN",
			               conf_text(view, 1));
		else if (r->site->view_count == VIEW_MAX)
			notice_error(r->notices, view->spot, NULL,
			             "a site has %d views at most", VIEW_MAX);
		else
			named_view_add(r, conf_text(view, 1), block,
			               view->spot);
	}
}

static void
read_all_zones(struct named_reader *r)
{
	unsigned view = 0;

	if (conf_find(r->conf, "view") == NULL)
		read_zones(r, r->conf, 0);
	for (size_t i = 0; i < r->conf->count; i++) {
		const struct conf_statement *statement = &r->conf->items[i];

		if (!conf_is(statement, "view") || !named_class_is_in(statement)
		    || conf_block_of(statement) == NULL
		    || view == r->site->view_count)
			continue;
		named_block_left_out(r, conf_block_of(statement),
		                     taken_of_view);
		read_zones(r, conf_block_of(statement), view++);
	}
}

static int
compare_zones(const void *left, const void *right)
{
	const struct named_zone *a = left, *b = right;
	int order = dname_compare(a->apex, b->apex);

	return order != 0 ? order : (int)a->view - (int)b->view;
}

int
named_site_read(struct named_site *site, struct arena *arena,
                struct notices *notices, const struct conf_block *conf,
                const struct named_options *options)
{
	const struct conf_statement *statement = conf_find(conf, "options");
	struct named_reader r = {
	    .site = site,
	    .arena = arena,
	    .notices = notices,
	    .conf = conf,
	    .given = options,
	    .names = {.arena = arena,
	              .notices = notices,
	              .conf = conf,
	              .localnets = options->localnets,
	              .localnet_count = options->localnet_count},
	};
	size_t errors = notices->errors;

	*site = (struct named_site){0};
	if (conf->count == 0) {
		notice_error(notices, (struct spot){"the file", 1, 1}, NULL,
		             "nothing is in it");
		return ERR_REPORTED;
	}
	if (statement != NULL)
		r.options = conf_block_of(statement);
	named_block_left_out(&r, conf, taken_of_file);
	if (r.options != NULL)
		named_block_left_out(&r, r.options, taken_of_options);
	read_views(&r);
	judge_views(&r);
	check_given(&r, options->external, options->external_count);
	check_given(&r, options->internal, options->internal_count);
	read_all_zones(&r);
	if (site->zone_count > 0)
		qsort(site->zones, site->zone_count, sizeof(*site->zones),
		      compare_zones);
	return notices->errors > errors ? ERR_REPORTED : 0;
}
