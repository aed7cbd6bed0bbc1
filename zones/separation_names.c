/* SPDX-License-Identifier: ISC */
#include "lib/dname.h"
#include "zones/separation_view.h"

/* Sets separation->whole. */
void
separation_zone_name(struct separation *separation)
{
	const struct zone_content *content = separation->zone->content;

	separation->whole = NULL;
	separation->whole = separation_hidden(separation, content->apex);
	if (separation->whole == NULL)
		return;
	report_in_view(separation->report, RULE_RESERVED_ZONE, content->place,
	               separation->content->index, content->text,
	               "the zone %s is in %s, which is reserved for other "
	               "views: list those views alone in \"views\"",
	               content->text, separation->whole->text);
}

void
separation_owner(struct separation *separation, const struct rrset *rrset)
{
	const struct reservation *reservation =
	    separation_hidden_owner(separation, rrset->owner);

	if (reservation == NULL)
		return;
	report_in_view(separation->report, RULE_RESERVED_NAME, rrset->name,
	               separation->content->index,
	               separation_subject(separation),
	               "%s is in %s, which is reserved for other views: move "
	               "it to an overlay of those, or to a zone of its own",
	               separation_subject(separation), reservation->text);
}

static void
check_target(struct separation *separation, const struct rrset *rrset,
             uint32_t item, const uint8_t *target)
{
	const struct reservation *reservation;
	uint8_t lower[DNAME_MAX];
	char text[DNAME_TEXT];

	dname_lower(lower, target);
	reservation = separation_hidden(separation, lower);
	if (reservation == NULL)
		return;
	report_in_view(
	    separation->report, RULE_RESERVED_TARGET,
	    rrset_datum_place(separation->arena, rrset, item),
	    separation->content->index, separation_subject(separation),
	    "this %s record leads to %s in %s, which is reserved for "
	    "other views: give this view a name that it may see, in "
	    "an overlay",
	    rdata_type_text(separation->arena, rrset->type),
	    dname_to_text(text, target), reservation->text);
}

/* Few records have more names than a HIP with seven servers. */
static void
check_datum(struct separation *separation, const struct rrset *rrset,
            uint32_t item)
{
	const struct rdatum *rdatum = &rrset->data[item];
	uint16_t few[RDATA_NAMES];
	uint16_t *at = few;
	size_t count = rdata_names_all(few, RDATA_NAMES, rrset->type, rdatum);

	if (count > RDATA_NAMES) {
		at = arena_alloc(separation->arena, count * sizeof(*at));
		rdata_names_all(at, count, rrset->type, rdatum);
	}
	for (size_t i = 0; i < count; i++)
		check_target(separation, rrset, item, rdatum->wire + at[i]);
}

void
separation_targets(struct separation *separation, const struct rrset *rrset)
{
	/* An SOA that nobody wrote has its mname from an NS record, where it
	 * is found too. */
	if (rrset->name == separation->zone->content->place)
		return;
	for (uint32_t i = 0; i < rrset->count; i++)
		check_datum(separation, rrset, i);
}
