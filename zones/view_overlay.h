/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VIEW_OVERLAY_H
#define MULLION_VIEW_OVERLAY_H

#include "zones/site.h"

/*
 * The RRsets of one name in one view, by type: what the shared records, then
 * the overlays of the view's groups, then its own overlay leave.
 */
struct resolved {
	const struct rrset *rrset;  /* count 0: broken, so nothing is served */
	const struct overlay *from; /* what gave it, NULL: the shared records */
	bool current;               /* given by the overlays applied last, */
	bool replaced;              /* in place of another */
	bool removed;               /* by them, while they are applied */
};

struct resolution {
	struct resolved *items;
	size_t count;
	size_t room;
};

/* A name of an overlay that the view has. */
struct overlay_owner {
	const struct owner *owner;
	const struct overlay *overlay;
};

/* One name, while it is resolved in one view. */
struct overlay_step {
	const struct site *site;
	unsigned view;
	const char *name; /* as text, with final dot: what waivers name */
};

/* Begins with the shared records' name, or NULL for none. */
void resolution_begin(struct resolution *resolution, struct arena *arena,
                      const struct owner *shared);

/* Adds an RRset that is neither shared nor of an overlay. The one of its type
 * that is there already is returned, and stays; else NULL. */
const struct rrset *resolution_add(struct resolution *resolution,
                                   struct arena *arena,
                                   const struct rrset *rrset);

/*
 * Applies overlays of one rank together, those of groups or the view's own:
 * first all that they remove, then all that they give. Reports
 * [overlay-conflict], [overlay-unused] and [overlay-partial].
 */
void resolution_apply(struct resolution *resolution,
                      const struct overlay_step *step,
                      const struct overlay_owner *owners, size_t count);

#endif
