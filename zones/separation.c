/* SPDX-License-Identifier: ISC */
#include "zones/separation.h"

#include "lib/dname.h"
#include "zones/separation_view.h"
#include "zones/zone_spans.h"

const char *
separation_subject(struct separation *separation)
{
	if (separation->subject == NULL)
		separation->subject =
		    dname_to_text(arena_alloc(separation->arena, DNAME_TEXT),
		                  separation->name->octets);
	return separation->subject;
}

/* Nearly all names that a zone leads to are its own. */
static const struct reservation *
find_reservation(const struct separation *separation, const uint8_t *name)
{
	if (separation->of_all
	    && dname_within(name, separation->zone->content->apex))
		return separation->of_zone;
	return view_reservation(separation->content, name);
}

/* What is to be told of it, or NULL. */
static const struct reservation *
unseen(const struct separation *separation,
       const struct reservation *reservation)
{
	if (reservation == NULL || reservation->visible
	    || reservation == separation->whole)
		return NULL;
	return reservation;
}

const struct reservation *
separation_hidden(const struct separation *separation, const uint8_t *name)
{
	return unseen(separation, find_reservation(separation, name));
}

const struct reservation *
separation_hidden_owner(const struct separation *separation,
                        const uint8_t *owner)
{
	if (separation->of_all)
		return unseen(separation, separation->of_zone);
	return separation_hidden(separation, owner);
}

static void
check_rrset(struct separation *separation, const struct rrset *rrset)
{
	separation_owner(separation, rrset);
	separation_targets(separation, rrset);
	separation_text(separation, rrset);
	separation_addresses(separation, rrset);
}

static struct separation
separation_of(const struct tree *tree, struct report *report,
              struct arena *arena)
{
	return (struct separation){.tree = tree,
	                           .content = tree->content,
	                           .report = report,
	                           .arena = arena};
}

static void
check_span(const struct tree *tree, const struct span *span,
           struct report *report, struct arena *arena)
{
	struct separation separation = separation_of(tree, report, arena);

	separation.zone = span->zone;
	separation.of_all = view_reservation_of_all(
	    separation.content, span->zone->content->apex, &separation.of_zone);
	separation_zone_name(&separation);
	for (size_t i = span->from; i < span->to; i++) {
		separation.name = &span->zone->names[i];
		separation.subject = NULL;
		for (size_t j = 0; j < separation.name->rrset_count; j++)
			check_rrset(&separation, separation.name->rrsets[j]);
	}
}

void
separation_check(const struct tree *tree, struct report *report)
{
	struct arena *arena = arena_new();
	struct separation separation = separation_of(tree, report, arena);

	zone_spans_run(tree, report, check_span);
	separation_shadows(&separation);
	arena_free(arena);
}
