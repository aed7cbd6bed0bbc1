/* SPDX-License-Identifier: ISC */
#include "zones/service/service.h"

#include <string.h>

#include "lib/dname.h"

const char *
service_subject(struct arena *arena, const struct service *service)
{
	uint8_t name[DNAME_MAX];
	char text[DNAME_TEXT];

	/* An id is a label; with a long apex it may be too much. */
	if (dname_from_text(name, service->id, strlen(service->id),
	                    service->spec->apex)
	    < 0)
		return service->spec->text;
	dname_lower(name, name);
	return arena_string(arena, dname_to_text(text, name));
}

const struct place *
service_value_place(struct arena *arena, const struct service *service)
{
	return place_member(arena, service->place->up, service->place->key);
}
