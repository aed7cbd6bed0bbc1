/* SPDX-License-Identifier: ISC */
#include "zones/shorthand/alias.h"

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/check_zone.h"

struct flattener {
	const struct content *content;
	const struct site *site;
	struct tree tree; /* of the content as it was, ALIASes in it */
};

/* An ALIAS on its way to addresses. */
struct follower {
	const struct flattener *flattener;
	const struct rrset *alias;
	const uint8_t *name; /* where the way has come to */
	uint32_t ttl;        /* the lowest on it */
	const uint8_t *before[ALIAS_LINKS + 1];
	unsigned links;
};

/* Why the way ends at f->name. */
static void
refuse(const struct follower *f, const char *why)
{
	const struct site *site = f->flattener->site;
	char owner[DNAME_TEXT], name[DNAME_TEXT];

	report_in_view(site->report, RULE_ALIAS,
	               rrset_datum_place(site->arena, f->alias, 0),
	               f->flattener->content->index,
	               dname_to_text(owner, f->alias->owner),
	               "this ALIAS leads to %s, which %s: correct it, or take "
	               "it from the view with null in an overlay or "
	               "\"by-view\"",
	               dname_to_text(name, f->name), why);
}

/* Goes on to where a CNAME or ALIAS leads; false when it is reported. */
static bool
follow(struct follower *f, const struct rrset *link)
{
	if (link->ttl < f->ttl)
		f->ttl = link->ttl;
	f->before[f->links++] = f->name;
	f->name = link->data[0].wire;
	for (unsigned i = 0; i < f->links; i++)
		if (dname_equal(f->before[i], f->name)) {
			refuse(f, "leads back to itself");
			return false;
		}
	if (f->links <= ALIAS_LINKS)
		return true;
	refuse(f, "stands at the end of a chain of 17 names, and 16 are the "
	          "most");
	return false;
}

static bool
has_addresses(const struct name *name)
{
	return zone_rrset(name, TYPE_A) != NULL
	       || zone_rrset(name, TYPE_AAAA) != NULL;
}

/* The name whose addresses the ALIAS comes to; NULL when it is reported. */
static const struct name *
find_target(struct follower *f)
{
	const struct tree *tree = &f->flattener->tree;
	const struct rrset *link = f->alias;

	f->name = f->alias->owner;
	f->ttl = UINT32_MAX;
	while (follow(f, link)) {
		const struct name *name;

		switch (check_reach_one(tree, NULL, f->name, &name)) {
		case REACH_UNKNOWN:
			refuse(f, "this view can't answer for: it is in none "
			          "of its zones, delegated, or below a "
			          "DNAME");
			return NULL;
		case REACH_NOTHING:
			refuse(f, "this view doesn't have");
			return NULL;
		case REACH_NAME:
			break;
		}
		if (has_addresses(name))
			return name;
		link = zone_rrset(name, TYPE_CNAME);
		if (link == NULL)
			link = zone_rrset(name, TYPE_ALIAS);
		if (link == NULL) {
			refuse(f, "has no address in this view");
			return NULL;
		}
	}
	return NULL;
}

/* The target's RRset of that type as the owner's own, or NULL. */
static const struct rrset *
make(const struct follower *f, const struct name *target, uint16_t type)
{
	const struct rrset *from = zone_rrset(target, type);
	struct arena *arena = f->flattener->site->arena;
	struct rrset *rrset;

	if (from == NULL)
		return NULL;
	rrset = arena_alloc(arena, sizeof(*rrset));
	*rrset = *f->alias;
	rrset->type = type;
	rrset->ttl = from->ttl < f->ttl ? from->ttl : f->ttl;
	rrset->count = from->count;
	rrset->data = from->data;
	rrset->single = true; /* whatever is said of it, at the ALIAS */
	return rrset;
}

static void
report_beside(const struct flattener *f, const struct rrset *alias,
              const struct rrset *beside)
{
	struct arena *arena = f->site->arena;
	char owner[DNAME_TEXT];

	report_in_view(f->site->report, RULE_ALIAS, rrset_place(arena, alias),
	               f->content->index, dname_to_text(owner, alias->owner),
	               "%s has an ALIAS and %s records: keep one of the two; "
	               "\"ALIAS\": null in an overlay removes it from a view",
	               owner, rdata_type_text(arena, beside->type));
}

/* An owner's RRsets, of which the first is an ALIAS, to where `to` is: what
 * is made of it in the place that its type has. */
static size_t
put_owner(const struct flattener *f, const struct rrset *const *rrsets,
          size_t count, const struct rrset **to)
{
	static const uint16_t types[] = {TYPE_A, TYPE_AAAA};
	struct follower follower = {.flattener = f, .alias = rrsets[0]};
	const struct name *target = NULL;
	const struct rrset *beside = NULL;
	size_t put = 0, next = 1;

	for (size_t i = 1; i < count; i++)
		if (rrsets[i]->type == TYPE_A || rrsets[i]->type == TYPE_AAAA)
			beside = rrsets[i];
	if (beside != NULL)
		report_beside(f, rrsets[0], beside);
	else
		target = find_target(&follower);
	for (size_t i = 0; i < 2 && target != NULL; i++) {
		const struct rrset *made = make(&follower, target, types[i]);

		while (next < count && rrsets[next]->type < types[i])
			to[put++] = rrsets[next++];
		if (made != NULL)
			to[put++] = made;
	}
	while (next < count)
		to[put++] = rrsets[next++];
	return put;
}

/* The zone's RRsets without ALIASes. */
static const struct rrset **
put_zone(const struct flattener *f, const struct zone_content *zone,
         size_t *count)
{
	const struct rrset **rrsets =
	    arena_alloc(f->site->arena, (zone->count + zone->alias_count)
	                                    * sizeof(struct rrset *));

	*count = 0;
	for (size_t i = 0, same; i < zone->count; i += same) {
		const uint8_t *owner = zone->rrsets[i]->owner;

		same = 1;
		if (zone->rrsets[i]->type != TYPE_ALIAS) {
			rrsets[(*count)++] = zone->rrsets[i];
			continue;
		}
		while (i + same < zone->count
		       && dname_equal(zone->rrsets[i + same]->owner, owner))
			same++;
		*count += put_owner(f, &zone->rrsets[i], same, &rrsets[*count]);
	}
	return rrsets;
}

void
alias_flatten(struct content *content, const struct site *site)
{
	struct flattener f = {.content = content, .site = site};
	struct arena *scratch;
	struct zone_content *flat;
	bool any = false;

	for (size_t i = 0; i < content->zone_count; i++)
		any |= content->zones[i].alias_count > 0;
	if (!any)
		return;
	scratch = arena_new();
	zone_build(&f.tree, scratch, content);
	flat = arena_copy(scratch, content->zones,
	                  content->zone_count * sizeof(*flat));
	for (size_t i = 0; i < content->zone_count; i++)
		if (flat[i].alias_count > 0)
			flat[i].rrsets =
			    put_zone(&f, &content->zones[i], &flat[i].count);
	for (size_t i = 0; i < content->zone_count; i++)
		content->zones[i] = flat[i];
	arena_free(scratch);
}
