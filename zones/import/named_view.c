/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "zones/import/named_reader.h"
#include "zones/views_read.h"

/* The view's statement, or that of the options. */
static const struct conf_statement *
find(const struct named_reader *r, const struct conf_block *view,
     const char *name)
{
	const struct conf_statement *found = NULL;

	if (view != NULL)
		found = conf_find(view, name);
	if (found == NULL && r->options != NULL)
		found = conf_find(r->options, name);
	return found;
}

/* "corp_Net 1": "corp-net-1", unlike any before. */
static const char *
view_id(struct named_reader *r, const char *name, struct spot spot)
{
	size_t length = strlen(name) < 50 ? strlen(name) : 50;
	char *id = arena_format(r->arena, "%.*s", (int)length, name);
	const char *base = id;
	unsigned number = 1;

	for (char *at = id; *at != '\0'; at++) {
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at | 0x20);
		else if ((*at < 'a' || *at > 'z') && (*at < '0' || *at > '9'))
			*at = '-';
	}
	if (!views_name_good(id))
		base = id = arena_format(r->arena, "view%s", id);
	for (size_t i = 0; i < r->site->view_count; i++)
		if (strcmp(r->site->views[i].id, id) == 0) {
			id = arena_format(r->arena, "%s-%u", base, ++number);
			i = (size_t)-1;
		}
	if (strcmp(id, name) != 0)
		notice_warning(r->notices, spot,
		               "view \"%s\" is called \"%s\": names of views "
		               "are of a-z, 0-9 and hyphens",
		               name, id);
	return id;
}

void
named_view_leave_out(struct named_reader *r, unsigned view, struct spot spot,
                     const char *why)
{
	struct client_view *client = &r->site->clients[view];

	if (client->left_out)
		return;
	client->left_out = true;
	notice_warning(r->notices, spot,
	               "view \"%s\" is left out with its zones, since %s; its "
	               "clients get what a later view has for them",
	               r->site->views[view].name, why);
}

/* A view that would have other clients than BIND's, perhaps more, is none. */
static void
check_destinations(struct named_reader *r, unsigned view,
                   const struct conf_block *block)
{
	const struct conf_statement *statement =
	    conf_find(block, "match-destinations");
	const struct conf_statement *recursive =
	    conf_find(block, "match-recursive-only");
	struct match_list list;

	named_list_read(r, &list, statement);
	if (!match_list_is_any(&list))
		named_view_leave_out(
		    r, view, statement->spot,
		    "it is chosen by the server's address "
		    "(match-destinations): give it a listener of "
		    "its own");
	if (recursive != NULL && conf_text(recursive, 1) != NULL
	    && strcasecmp(conf_text(recursive, 1), "no") != 0)
		named_view_leave_out(r, view, recursive->spot,
		                     "it is for recursion alone "
		                     "(match-recursive-only)");
}

void
named_view_add(struct named_reader *r, const char *name,
               const struct conf_block *block, struct spot spot)
{
	struct named_site *site = r->site;
	const char *id = view_id(r, name, spot);
	unsigned view = (unsigned)site->view_count;
	struct client_view *client;

	site->views = arena_grow(r->arena, site->views, site->view_count,
	                         sizeof(*site->views));
	site->clients = arena_grow(r->arena, site->clients, site->view_count,
	                           sizeof(*site->clients));
	site->views[view] =
	    (struct named_view){.name = name, .id = id, .spot = spot};
	client = &site->clients[view];
	*client = (struct client_view){0};
	site->view_count++;
	named_list_read(r, &client->match,
	                block != NULL ? conf_find(block, "match-clients")
	                              : NULL);
	named_list_read(r, &client->allow, find(r, block, "allow-query"));
	if (block != NULL)
		check_destinations(r, view, block);
	if (client->match.unsafe || client->allow.unsafe)
		named_view_leave_out(
		    r, view, spot, "whom it excludes can't be told by address");
}
