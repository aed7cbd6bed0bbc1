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

const struct ports *
service_port(const struct service *service, uint16_t port,
             enum port_protocol protocol)
{
	for (size_t i = 0; i < service->port_count; i++) {
		const struct ports *ports = &service->ports[i];

		if ((ports->protocols & protocol) != 0 && ports->first <= port
		    && port <= ports->last)
			return ports;
	}
	return NULL;
}

bool
service_is_public(const struct site *site, const struct service *service)
{
	for (unsigned i = 0; i < site->view_count; i++)
		if (site->views[i].external && view_set_has(&service->views, i))
			return true;
	return false;
}
