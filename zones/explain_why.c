/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "lib/image_format.h"
#include "lib/wire.h"
#include "zones/explain.h"
#include "zones/explain_place.h"
#include "zones/rdata.h"

/* A search on its way: RFC 1034 section 4.3.2 once more, on the tree from
 * which the image was made, with a reason for each turn. */
struct search {
	const struct checked *checked;
	struct arena *arena;
	const struct zone *zone;
	const uint8_t *name;
	uint16_t type;
	FILE *out;
	const uint8_t *before[IMAGE_CHAIN]; /* names that led here */
	unsigned links;
};

static void say(const struct search *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
say(const struct search *s, const char *format, ...)
{
	va_list arguments;

	fputs(";; ", s->out);
	va_start(arguments, format);
	vfprintf(s->out, format, arguments);
	va_end(arguments);
	fputc('\n', s->out);
}

static const char *
text(const struct search *s, const uint8_t *name)
{
	char *to = arena_alloc(s->arena, DNAME_TEXT);

	return dname_to_text(to, name);
}

static const char *
type_text(const struct search *s, uint16_t type)
{
	return type == TYPE_ANY ? "ANY" : rdata_type_text(s->arena, type);
}

static const char *
place(const struct search *s, const struct name *name, uint16_t type)
{
	return explain_place(s->arena,
	                     rrset_place(s->arena, zone_rrset(name, type)));
}

static const char *
view_names(const struct search *s, const struct view_set *views)
{
	const struct site *site = &s->checked->site;
	const char *list = "";

	for (unsigned i = 0; i < site->view_count; i++)
		if (view_set_has(views, i))
			list = arena_format(s->arena, "%s%s%s", list,
			                    list[0] == '\0' ? "" : ", ",
			                    site->views[i].name);
	return list[0] == '\0' ? "none" : list;
}

/* The entry of `reserved` that decides about the name. */
static const struct reserved *
reserved_domain(const struct search *s)
{
	const struct site *site = &s->checked->site;
	const struct reserved *found = NULL;

	for (size_t i = 0; i < site->reserved_count; i++) {
		const struct reserved *r = &site->reserved[i];

		if (r->domain != NULL && dname_within(s->name, r->domain)
		    && (found == NULL
		        || dname_labels(r->domain)
		               > dname_labels(found->domain)))
			found = r;
	}
	return found;
}

static void
say_reserved(const struct search *s)
{
	const struct reserved *r = reserved_domain(s);

	if (r == NULL)
		return;
	say(s, "%s is reserved (%s) for the views: %s", r->text,
	    r->place == NULL ? "as it is by default"
	                     : explain_place(s->arena, r->place),
	    view_names(s, &r->views));
}

/* Views in which some zone answers for the name: for the operator, who has
 * the whole site, and no client. */
static void
say_elsewhere(const struct search *s)
{
	struct view_set views = {0};

	for (unsigned i = 0; i < s->checked->site.view_count; i++)
		if (zone_of(&s->checked->trees[i], s->name) != NULL)
			view_set_add(&views, i);
	if (!view_set_empty(&views))
		say(s, "views that have one: %s", view_names(s, &views));
}

/* Goes on with a name that a CNAME or DNAME leads to; false when the chain
 * ends there. */
static bool
follow(struct search *s, const uint8_t *target)
{
	bool exact;
	const struct name *name = zone_find(s->zone, target, &exact);

	if (s->links == IMAGE_CHAIN) {
		say(s, "that was the last link: %d are followed", IMAGE_CHAIN);
		return false;
	}
	s->before[s->links++] = s->name;
	s->name = target;
	if (name == NULL) {
		say(s, "%s is outside the zone: the chain ends here",
		    text(s, target));
		return false;
	}
	if (name->hidden && name->stop == NULL) {
		say(s, "%s is in a deeper zone: the chain ends here",
		    text(s, target));
		return false;
	}
	for (unsigned i = 0; i < s->links; i++) {
		if (dname_equal(s->before[i], target)) {
			say(s, "%s was asked for before: the chain ends here",
			    text(s, target));
			return false;
		}
	}
	return true;
}

static bool
follow_dname(struct search *s, const struct name *owner)
{
	const struct rrset *dname = zone_rrset(owner, TYPE_DNAME);
	const uint8_t *target = dname->data[0].wire;
	size_t prefix = dname_length(s->name) - owner->length;
	uint8_t *name = arena_alloc(s->arena, DNAME_MAX);

	say(s, "%s has a DNAME to %s, %s", text(s, owner->octets),
	    text(s, target), place(s, owner, TYPE_DNAME));
	if (s->type == TYPE_DNAME && dname_equal(s->name, owner->octets))
		return false;
	if (prefix + dname_length(target) > DNAME_MAX) {
		say(s, "the name that it makes is too long: YXDOMAIN");
		return false;
	}
	memcpy(name, s->name, prefix);
	memcpy(name + prefix, target, dname_length(target));
	return follow(s, name);
}

static void
say_types(const struct search *s, const struct name *name)
{
	const char *list = "";

	if (name->rrset_count == 0) {
		say(s,
		    "%s exists for the names below it alone (an empty "
		    "non-terminal): no data",
		    text(s, name->octets));
		return;
	}
	for (size_t i = 0; i < name->rrset_count; i++)
		list =
		    arena_format(s->arena, "%s%s%s", list, i == 0 ? "" : ", ",
		                 type_text(s, name->rrsets[i]->type));
	say(s, "%s has no %s, but %s: no data", text(s, name->octets),
	    type_text(s, s->type), list);
}

/* The name, or the wildcard that answers for it, is there; true when it leads
 * on. */
static bool
at_name(struct search *s, const struct name *name)
{
	const struct rrset *cname = zone_rrset(name, TYPE_CNAME);
	const struct rrset *rrset = zone_rrset(name, s->type);

	/* RFC 8482 section 4.1: one RRset, here that of the lowest type */
	if (s->type == TYPE_ANY && name->rrset_count > 0) {
		rrset = name->rrsets[0];
		assert(rrset != NULL);
	}
	if (rrset != NULL) {
		say(s, "%s %s: %s", text(s, name->octets),
		    type_text(s, rrset->type),
		    explain_place(s->arena, rrset_place(s->arena, rrset)));
		return false;
	}
	if (cname == NULL) {
		say_types(s, name);
		return false;
	}
	say(s, "%s is a CNAME to %s: %s", text(s, name->octets),
	    text(s, cname->data[0].wire), place(s, name, TYPE_CNAME));
	return follow(s, cname->data[0].wire);
}

/* One name of the chain; true when it leads on. */
static bool
step(struct search *s)
{
	bool exact;
	struct name *name = zone_find(s->zone, s->name, &exact);
	const struct name *stop = name->stop;

	/* RFC 4035 section 3.1.4.1: DS is the parent's. */
	if (stop == name && exact && s->type == TYPE_DS)
		stop = NULL;
	if (stop != NULL && (stop->flags & NAME_CUT)) {
		say(s, "%s is delegated: %s", text(s, stop->octets),
		    place(s, stop, TYPE_NS));
		return false;
	}
	if (stop == NULL && !exact && (name->flags & NAME_DNAME))
		stop = name;
	if (stop != NULL)
		return follow_dname(s, stop);
	if (exact)
		return at_name(s, name);
	if (name->wildcard != NULL) {
		say(s, "%s doesn't exist; %s answers for it", text(s, s->name),
		    text(s, name->wildcard->octets));
		return at_name(s, name->wildcard);
	}
	say(s, "%s doesn't exist, and its closest encloser %s has no wildcard",
	    text(s, s->name), text(s, name->octets));
	return false;
}

void
explain_why(const struct checked *checked, const struct tree *tree,
            const struct explain_question *question, FILE *out)
{
	uint8_t *lower = arena_alloc(checked->arena, DNAME_MAX);
	struct search s = {
	    .checked = checked,
	    .arena = checked->arena,
	    .name = lower,
	    .type = question->type,
	    .out = out,
	};

	dname_lower(lower, question->name);
	fputs("\n;; WHY\n", out);
	say_reserved(&s);
	if (tree == NULL) {
		say(&s, "the client belongs to no view: REFUSED");
		return;
	}
	s.zone = zone_of(tree, lower);
	if (s.zone == NULL) {
		say(&s, "no zone of view %s holds %s: REFUSED",
		    tree->content->view, text(&s, lower));
		say_elsewhere(&s);
		return;
	}
	if (s.type == TYPE_DS && s.zone->enclosing != NULL
	    && dname_equal(lower, s.zone->content->apex))
		s.zone = s.zone->enclosing;
	say(&s, "zone %s: %s", s.zone->content->text,
	    explain_place(s.arena, s.zone->content->place));
	while (step(&s))
		;
}
