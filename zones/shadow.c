/* SPDX-License-Identifier: ISC */
#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/separation_view.h"

/* Tells of a name that answers for what lies below a reserved domain, at each
 * place that gives it RRsets of the type; of any type when it is 0. */
static void
find(struct separation *separation, const struct name *name,
     const struct reservation *reservation, uint16_t type, const char *how)
{
	separation->name = name;
	separation->subject = NULL;
	for (size_t i = 0; i < name->rrset_count; i++) {
		if (type != 0 && name->rrsets[i]->type != type)
			continue;
		report_in_view(
		    separation->report, RULE_SHADOW_ZONE, name->rrsets[i]->name,
		    separation->content->index, separation_subject(separation),
		    "%s %s names below %s, which is reserved for "
		    "other views: give this view the names it needs "
		    "one by one",
		    separation_subject(separation), how, reservation->text);
	}
}

/*
 * Only the deepest zone above the reserved domain can answer for it. There,
 * what answers is what RFC 1034 section 4.3.2 meets first on the way down: a
 * cut or DNAME, or else the wildcard at the closest encloser.
 */
static void
check_domain(struct separation *separation,
             const struct reservation *reservation)
{
	const uint8_t *domain = reservation->domain;
	const struct zone *zone = zone_of(separation->tree, domain);
	const struct name *name;
	bool exact;

	/* A zone at or below a reserved domain is [reserved-zone]. */
	if (zone == NULL || dname_equal(zone->content->apex, domain)
	    || separation_hidden(separation, zone->content->apex) != NULL)
		return;
	name = zone_find(zone, domain, &exact);
	if (name->stop != NULL && name->stop->flags & NAME_CUT)
		find(separation, name->stop, reservation, TYPE_NS,
		     "is a delegation that answers for");
	else if (name->stop != NULL)
		find(separation, name->stop, reservation, TYPE_DNAME,
		     "is a DNAME that answers for");
	else if (name->flags & NAME_DNAME)
		find(separation, name, reservation, TYPE_DNAME,
		     "is a DNAME that answers for");
	else if (!exact && name->wildcard != NULL)
		find(separation, name->wildcard, reservation, 0,
		     "is a wildcard that answers for");
}

void
separation_shadows(struct separation *separation)
{
	const struct content *content = separation->content;

	for (size_t i = 0; i < content->reservation_count; i++) {
		const struct reservation *reservation =
		    &content->reservations[i];

		if (reservation->domain != NULL && !reservation->visible)
			check_domain(separation, reservation);
	}
}
