/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VIEW_IDS_H
#define MULLION_VIEW_IDS_H

#include <stddef.h>
#include <sys/types.h>

/*
 * A user for each view, from a range of ids that are nobody else's: a view
 * gets the next one when its first process is started, and keeps it as long as
 * the supervisor lives, so that no process has ever the id of another view's,
 * not while views come and go at reloads either. The group has the same
 * number.
 */
struct view_ids {
	uid_t first;
	size_t room;  /* 0: no range is configured */
	char **views; /* by id; "" is the refuser */
	size_t count;
};

/* ERR_RANGE: the range is used up. ERR_MEMORY. */
int view_ids_find(struct view_ids *ids, const char *view, uid_t *id);

void view_ids_clear(struct view_ids *ids);

#endif
