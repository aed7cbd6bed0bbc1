/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SEPARATION_VIEW_H
#define MULLION_SEPARATION_VIEW_H

#include "zones/report.h"
#include "zones/zone.h"

/*
 * What the rules of separation share: the view, and the zone and name that
 * are looked at. separation.c goes through them and calls the others.
 */
struct separation {
	const struct tree *tree;
	const struct content *content;
	struct report *report;
	struct arena *arena;
	const struct zone *zone; /* NULL: none */
	/* What decides for each name of the zone; false: for the apex alone. */
	const struct reservation *of_zone;
	bool of_all;
	/* The reserved domain, unseen from here, that the whole zone lies in:
	 * [reserved-zone] says it once for all of its names. */
	const struct reservation *whole;
	const struct name *name;
	const char *subject; /* name in text; NULL until it is needed */
};

/* The subject of a finding about separation->name. */
const char *separation_subject(struct separation *separation);

/* The reserved domain at or above the name that this view may not see, and
 * that [reserved-zone] hasn't been reported for; or NULL. */
const struct reservation *
separation_hidden(const struct separation *separation, const uint8_t *name);

/* The same for an owner in separation->zone. */
const struct reservation *
separation_hidden_owner(const struct separation *separation,
                        const uint8_t *owner);

/* separation_names.c: [reserved-zone], [reserved-name], [reserved-target]. */
void separation_zone_name(struct separation *separation);
void separation_owner(struct separation *separation, const struct rrset *rrset);
void
separation_targets(struct separation *separation, const struct rrset *rrset);

/* separation_text.c: [reserved-in-text]. */
void separation_text(struct separation *separation, const struct rrset *rrset);

/* separation_addresses.c: [reserved-address], [private-address] and
 * [documentation-address]. */
void
separation_addresses(struct separation *separation, const struct rrset *rrset);

/* shadow.c: [shadow-zone], of all zones of the view. */
void separation_shadows(struct separation *separation);

#endif
