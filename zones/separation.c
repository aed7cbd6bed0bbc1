/* SPDX-License-Identifier: ISC */
#include "zones/separation.h"

#include "lib/dname.h"
#include "zones/separation_view.h"

const char *
separation_subject(struct separation *separation)
{
	if (separation->subject == NULL)
		separation->subject =
		    dname_to_text(arena_alloc(separation->arena, DNAME_TEXT),
		                  separation->name->octets);
	return separation->subject;
}

const struct reservation *
separation_hidden(const struct separation *separation, const uint8_t *name)
{
	const struct reservation *reservation =
	    view_reservation(separation->content, name);

	if (reservation == NULL || reservation->visible
	    || reservation == separation->whole)
		return NULL;
	return reservation;
}

static void
check_rrset(struct separation *separation, const struct rrset *rrset)
{
	separation_owner(separation, rrset);
	separation_targets(separation, rrset);
	separation_text(separation, rrset);
	separation_addresses(separation, rrset);
}

static void
check_zone(struct separation *separation, const struct zone *zone)
{
	separation->zone = zone;
	separation_zone_name(separation);
	for (size_t i = 0; i < zone->count; i++) {
		separation->name = &zone->names[i];
		separation->subject = NULL;
		for (size_t j = 0; j < separation->name->rrset_count; j++)
			check_rrset(separation, separation->name->rrsets[j]);
	}
}

void
separation_check(const struct tree *tree, struct report *report,
                 struct arena *arena)
{
	struct separation separation = {.tree = tree,
	                                .content = tree->content,
	                                .report = report,
	                                .arena = arena};

	for (size_t i = 0; i < tree->count; i++)
		check_zone(&separation, &tree->zones[i]);
	separation.whole = NULL;
	separation_shadows(&separation);
}
