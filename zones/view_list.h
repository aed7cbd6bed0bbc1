/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VIEW_LIST_H
#define MULLION_VIEW_LIST_H

#include "zones/site.h"
#include "zones/value.h"

/*
 * Views by their names, and groups of them by theirs: wherever views are
 * listed. Those that aren't there are reported as [unknown-view] or
 * [unknown-group].
 */

/* The views that a name stands for; place is where it stands. False when it
 * is reported. */
bool view_list_name(const struct site *site, const char *name,
                    const struct place *place, struct view_set *views);

/* An array of names; what is known of it is in *views whatever it returns. */
bool view_list_read(const struct site *site, struct value list,
                    const char *what, struct view_set *views);

/* "internal, staging" in the arena. */
const char *
view_list_text(const struct site *site, const struct view_set *views);

#endif
