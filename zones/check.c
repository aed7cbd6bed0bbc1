/* SPDX-License-Identifier: ISC */
#include "zones/check.h"

#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/check_zone.h"
#include "zones/render.h"
#include "zones/zone_spans.h"

const char *
check_subject(struct checker *checker, const struct name *name)
{
	if (checker->subject == NULL)
		checker->subject = dname_to_text(
		    arena_alloc(checker->arena, DNAME_TEXT), name->octets);
	return checker->subject;
}

/* RFC 2181 section 10.1, RFC 2535 section 2.3.5: what may stand beside a
 * CNAME is what DNSSEC puts there. */
static bool
may_be_beside_cname(uint16_t type)
{
	enum { TYPE_SIG = 24, TYPE_KEY = 25, TYPE_NXT = 30 };

	return type == TYPE_CNAME || type == TYPE_SIG || type == TYPE_KEY
	       || type == TYPE_NXT;
}

static void
check_cname(struct checker *checker, const struct name *name,
            const struct rrset *rrset)
{
	for (size_t i = 0; i < name->rrset_count; i++) {
		uint16_t type = name->rrsets[i]->type;

		if (may_be_beside_cname(type))
			continue;
		report_in_view(checker->report, RULE_CNAME_AND_OTHER,
		               rrset_place(checker->arena, rrset),
		               checker->tree->content->index,
		               check_subject(checker, name),
		               "%s has a CNAME, which must stand alone, and "
		               "%s: %s",
		               check_subject(checker, name),
		               name->flags & NAME_APEX
		                   ? "the zone's SOA and NS"
		                   : rdata_type_text(checker->arena, type),
		               name->flags & NAME_APEX
		                   ? "give the zone itself A and AAAA instead"
		                   : "remove one of the two; \"*\": null in an "
		                     "overlay drops what is shared");
		return;
	}
}

/* RFC 2181 section 10.1, RFC 6672 section 2.4. */
static void
check_single(struct checker *checker, const struct name *name,
             const struct rrset *rrset, enum rule rule)
{
	for (uint32_t i = 1; i < rrset->count; i++)
		report_in_view(checker->report, rule,
		               rrset_datum_place(checker->arena, rrset, i),
		               checker->tree->content->index,
		               check_subject(checker, name),
		               "%s has more than one %s: keep one of them",
		               check_subject(checker, name),
		               rdata_type_text(checker->arena, rrset->type));
}

/*
 * A message is header, question, the RRset and OPT. A wildcard is asked for
 * by names of any length.
 */
static void
check_size(struct checker *checker, const struct name *name,
           const struct rrset *rrset)
{
	size_t qname =
	    dname_is_wildcard(name->octets) ? DNAME_MAX : name->length;
	size_t around = WIRE_HEADER + qname + WIRE_QUESTION + WIRE_OPT;
	size_t records = 0;
	struct rendered rendered;

	for (uint32_t i = 0; i < rrset->count; i++)
		records += 2 + WIRE_RR + (size_t)rrset->data[i].length;
	if (around + records <= WIRE_MESSAGE)
		return;
	/* Compression may still make it fit. */
	render_rrset(&rendered, checker->arena, name, rrset);
	if (around + rendered.length <= WIRE_MESSAGE)
		return;
	report_in_view(
	    checker->report, RULE_ANSWER_TOO_LARGE,
	    rrset_place(checker->arena, rrset), checker->tree->content->index,
	    check_subject(checker, name),
	    "an answer with these %u %s records takes %zu octets and "
	    "can have 65535: spread them over several names",
	    rrset->count, rdata_type_text(checker->arena, rrset->type),
	    around + rendered.length);
}

/* What a zone may hold at and below a cut: NS and DS at it, and addresses
 * that NS records lead to. */
static bool
served_at_cut(const struct name *name, uint16_t type)
{
	if (type == TYPE_A || type == TYPE_AAAA)
		return name->glue;
	return name->flags & NAME_CUT && (type == TYPE_NS || type == TYPE_DS)
	       && (name->stop == NULL || name->stop == name);
}

/* RFC 2181 section 6.1, RFC 6672 section 2.4. */
static void
check_occluded(struct checker *checker, const struct name *name,
               const struct rrset *rrset)
{
	const struct name *stop = name->stop;
	char text[DNAME_TEXT];

	if (stop == NULL && !name->hidden)
		return;
	if (stop == NULL || stop->flags & NAME_CUT)
		if (served_at_cut(name, rrset->type))
			return;
	if (stop == NULL)
		stop = name;
	report_in_view(
	    checker->report, RULE_OCCLUDED, rrset_place(checker->arena, rrset),
	    checker->tree->content->index, check_subject(checker, name),
	    "this %s record is never answered, since %s %s: %s",
	    rdata_type_text(checker->arena, rrset->type),
	    dname_to_text(text, stop->octets),
	    name->stop == NULL       ? "lies in a deeper zone of the view"
	    : stop->flags & NAME_CUT ? "is delegated"
				     : "has a DNAME",
	    name->stop == NULL
		? "move it to that zone's spec"
		: "remove it, or move it to where that name leads");
}

/* A key that was meant to be absolute. */
static void
check_owner(struct checker *checker, const struct name *name)
{
	const struct place *place;

	if (name->rrset_count == 0 || checker->twice == NULL
	    || !dname_within(name->octets, checker->twice))
		return;
	place = name->rrsets[0]->name;
	/* What a range makes of a name was meant so. */
	if (place->kind != PLACE_NAME
	    || place->key[strlen(place->key) - 1] == '.')
		return;
	report_in_view(checker->report, RULE_MISSING_DOT, place,
	               checker->tree->content->index,
	               check_subject(checker, name),
	               "%s has the zone's name twice: end the name with a dot, "
	               "or leave the zone's name out",
	               check_subject(checker, name));
}

static void
check_rrset(struct checker *checker, const struct name *name,
            const struct rrset *rrset)
{
	if (rrset->type == TYPE_CNAME) {
		check_cname(checker, name, rrset);
		check_single(checker, name, rrset, RULE_MULTIPLE_CNAME);
	}
	if (rrset->type == TYPE_DNAME)
		check_single(checker, name, rrset, RULE_MULTIPLE_DNAME);
	check_size(checker, name, rrset);
	check_occluded(checker, name, rrset);
	check_targets(checker, name, rrset);
	if (rrset->type == TYPE_PTR)
		check_pointer(checker, name, rrset);
}

/* The apex below itself, or NULL: for the root, and when it is too long. */
static const uint8_t *
apex_twice(struct arena *arena, const uint8_t *apex)
{
	size_t length = dname_length(apex);
	uint8_t *twice;

	if (length == 1 || 2 * length - 1 > DNAME_MAX)
		return NULL;
	twice = arena_alloc(arena, 2 * length - 1);
	memcpy(twice, apex, length - 1);
	memcpy(twice + length - 1, apex, length);
	return twice;
}

static void
check_span(const struct tree *tree, const struct span *span,
           struct report *report, struct arena *arena)
{
	struct checker checker = {
	    .tree = tree,
	    .zone = span->zone,
	    .report = report,
	    .arena = arena,
	    .twice = apex_twice(arena, span->zone->content->apex),
	};

	for (size_t i = span->from; i < span->to; i++) {
		const struct name *name = &span->zone->names[i];

		checker.subject = NULL;
		check_owner(&checker, name);
		for (size_t j = 0; j < name->rrset_count; j++)
			check_rrset(&checker, name, name->rrsets[j]);
	}
}

void
check_zones(const struct tree *tree, struct report *report)
{
	for (size_t i = 0; i < tree->count; i++)
		check_mark_glue(&tree->zones[i]);
	zone_spans_run(tree, report, check_span);
}
