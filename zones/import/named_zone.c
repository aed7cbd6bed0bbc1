/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "lib/dname.h"
#include "zones/import/named_reader.h"
#include "zones/reserved.h"

static const char *const taken_of_zone[] = {"type", "file", "in-view",
                                            "allow-query", NULL};

static void
leave_zone_out(struct named_reader *r, const struct conf_statement *zone,
               const struct conf_statement *where, const char *why)
{
	notice_warning(r->notices, where != NULL ? where->spot : zone->spot,
	               "zone \"%s\" is left out: %s", conf_text(zone, 1), why);
}

/* The zone's type is that of one whose file is here. */
static bool
is_primary(struct named_reader *r, const struct conf_statement *zone,
           const struct conf_block *block)
{
	static const struct {
		const char *type;
		const char *why;
	} others[] = {
	    {"slave", "it is a copy, import it where it is primary"},
	    {"secondary", "it is a copy, import it where it is primary"},
	    {"mirror", "it is a copy, and resolvers keep it"},
	    {"hint", "the root's servers are for resolvers"},
	    {"stub", "it is for resolvers"},
	    {"static-stub", "it is for resolvers"},
	    {"forward", "it is for resolvers"},
	    {"redirect", "it is for resolvers"},
	    {"delegation-only", "it is for resolvers"},
	};
	const struct conf_statement *statement = conf_find(block, "type");
	const char *type = statement != NULL ? conf_text(statement, 1) : NULL;

	if (type != NULL
	    && (strcasecmp(type, "master") == 0
	        || strcasecmp(type, "primary") == 0))
		return true;
	for (size_t i = 0; type != NULL && i < 9; i++)
		if (strcasecmp(type, others[i].type) == 0) {
			leave_zone_out(r, zone, statement, others[i].why);
			return false;
		}
	notice_error(r->notices, statement ? statement->spot : zone->spot,
	             "syntax", "zone \"%s\" has no type that is known",
	             conf_text(zone, 1));
	return false;
}

/* Its data is in a file of text. */
static bool
has_file(struct named_reader *r, const struct conf_statement *zone,
         const struct conf_block *block)
{
	const struct conf_statement *statement = conf_find(block, "database");
	const struct conf_statement *format =
	    conf_find(block, "masterfile-format");

	if (statement == NULL)
		statement = conf_find(block, "dlz");
	if (statement != NULL) {
		leave_zone_out(r, zone, statement, "its data is in no file");
		return false;
	}
	if (format != NULL && conf_text(format, 1) != NULL
	    && strcasecmp(conf_text(format, 1), "text") != 0) {
		leave_zone_out(r, zone, format,
		               "its file is no text: make one of it, by "
		               "named-compilezone");
		return false;
	}
	if (conf_find(block, "file") != NULL
	    && conf_text(conf_find(block, "file"), 1) != NULL)
		return true;
	notice_error(r->notices, zone->spot, "syntax",
	             "zone \"%s\" has no file", conf_text(zone, 1));
	return false;
}

/*
 * A zone's own allow-query may only be what its view lets in anyway: else it
 * would be shown to more than before, or to less.
 */
static bool
is_for_all(struct named_reader *r, const struct conf_statement *zone,
           const struct conf_block *block, unsigned view)
{
	const struct conf_statement *statement =
	    conf_find(block, "allow-query");
	struct match_list list;

	if (statement == NULL)
		return true;
	named_list_read(r, &list, statement);
	if (!match_list_is_any(&list)) {
		leave_zone_out(r, zone, statement,
		               "it is for some of the view's clients alone "
		               "(allow-query): make a view of those");
		return false;
	}
	if (!match_list_is_any(&r->site->clients[view].allow))
		notice_warning(r->notices, statement->spot,
		               "zone \"%s\" is answered to those alone whom "
		               "the view's allow-query lets in",
		               conf_text(zone, 1));
	return true;
}

/* A zone that belongs to no view of external trust is left out of it: the
 * compiler would refuse the site, and no waiver helps. */
static bool
is_reserved(struct named_reader *r, const uint8_t *apex)
{
	struct site site = {.arena = r->arena, .report = report_new(r->arena)};

	reserved_read(&site, (struct value){0});
	for (size_t i = 0; i < site.reserved_count; i++)
		if (site.reserved[i].domain != NULL
		    && dname_within(apex, site.reserved[i].domain))
			return true;
	return false;
}

static void
append_zone(struct named_reader *r, const struct named_zone *zone)
{
	struct named_site *site = r->site;

	site->zones = arena_grow(r->arena, site->zones, site->zone_count,
	                         sizeof(*site->zones));
	site->zones[site->zone_count++] = *zone;
}

/* `zone "x" { in-view "y"; };` or one with a file. */
static bool
fill_zone(struct named_reader *r, struct named_zone *zone,
          const struct conf_statement *statement,
          const struct conf_block *block)
{
	const struct conf_statement *from = conf_find(block, "in-view");

	if (from != NULL && conf_text(from, 1) != NULL) {
		zone->in_view = conf_text(from, 1);
		zone->file_spot = from->values[1].spot;
		return true;
	}
	if (!is_primary(r, statement, block) || !has_file(r, statement, block)
	    || !is_for_all(r, statement, block, zone->view))
		return false;
	from = conf_find(block, "file");
	zone->file = conf_text(from, 1);
	zone->file_spot = from->values[1].spot;
	return true;
}

void
named_zone_read(struct named_reader *r, const struct conf_statement *statement,
                unsigned view)
{
	const struct conf_block *block = conf_block_of(statement);
	struct named_zone zone = {.view = view, .spot = statement->spot};
	const char *name = conf_text(statement, 1);
	uint8_t *apex = arena_alloc(r->arena, DNAME_MAX);

	if (name == NULL || block == NULL
	    || dname_from_text(apex, name, strlen(name), NULL) < 0) {
		notice_error(r->notices, statement->spot, "syntax",
		             "zone \"NAME\" { … }; is what can stand here");
		return;
	}
	dname_lower(apex, apex);
	zone.apex = apex;
	if (!named_class_is_in(statement)) {
		leave_zone_out(r, statement, NULL, "all classes are IN");
		return;
	}
	if (!fill_zone(r, &zone, statement, block))
		return;
	named_block_left_out(r, block, taken_of_zone);
	if (r->site->clients[view].left_out)
		return;
	if (r->site->views[view].external && is_reserved(r, apex)) {
		notice_warning(r->notices, statement->spot,
		               "zone \"%s\" is left out of view \"%s\": it is "
		               "of no use outside, and reserved for views of "
		               "internal trust (--internal %s if this is one)",
		               name, r->site->views[view].name,
		               r->site->views[view].id);
		return;
	}
	append_zone(r, &zone);
}
