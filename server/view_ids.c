/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "server/view_ids.h"

static int
add(struct view_ids *ids, const char *view)
{
	char **grown = reallocarray(ids->views, ids->count + 1, sizeof(*grown));

	if (grown == NULL)
		return ERR_MEMORY;
	ids->views = grown;
	grown[ids->count] = strdup(view);
	if (grown[ids->count] == NULL)
		return ERR_MEMORY;
	ids->count++;
	return 0;
}

int
view_ids_find(struct view_ids *ids, const char *view, uid_t *id)
{
	size_t at = 0;
	int result = 0;

	while (at < ids->count && strcmp(ids->views[at], view) != 0)
		at++;
	if (at == ids->room)
		return ERR_RANGE;
	if (at == ids->count)
		result = add(ids, view);
	if (result == 0)
		*id = ids->first + (uid_t)at;
	return result;
}

void
view_ids_clear(struct view_ids *ids)
{
	for (size_t i = 0; i < ids->count; i++)
		free(ids->views[i]);
	free(ids->views);
	*ids = (struct view_ids){0};
}
