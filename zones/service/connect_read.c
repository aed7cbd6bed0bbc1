/* SPDX-License-Identifier: ISC */
#include "zones/service/connect.h"

#include <string.h>

#include "lib/dname.h"
#include "zones/ports.h"

/* "PORT/PROTOCOL" */
static bool
read_port(struct connect_target *target, const char *text)
{
	struct ports ports;

	if (ports_from_text(&ports, text) < 0 || ports.first != ports.last
	    || (ports.protocols != PORT_TCP && ports.protocols != PORT_UDP))
		return false;
	target->port = ports.first;
	target->protocol = (enum port_protocol)ports.protocols;
	return true;
}

static const char *
read_host(struct connect_target *target, struct arena *arena, const char *text)
{
	uint8_t name[DNAME_MAX];
	int length;

	if (net_address_from_text(&target->address, text) >= 0)
		return NULL;
	length = *text == '\0'
	             ? -1
	             : dname_from_text(name, text, strlen(text), NULL);
	if (length < 0)
		return "what stands before the port is neither a domain name "
		       "nor an address";
	dname_lower(name, name);
	target->name = arena_copy(arena, name, (size_t)length);
	return NULL;
}

const char *
connect_read(struct connect_target *target, struct arena *arena,
             const char *text)
{
	char *host = arena_string(arena, text);
	char *colon = strrchr(host, ':');

	*target = (struct connect_target){.name = NULL};
	if (colon == NULL || !read_port(target, colon + 1))
		return "it doesn't end in :PORT/tcp or :PORT/udp";
	*colon = '\0';
	if (host[0] == '[') {
		if (colon[-1] != ']')
			return "a [ is not closed right before the port";
		colon[-1] = '\0';
		return net_address_from_text(&target->address, host + 1) < 0
		           ? "what stands in brackets is no address"
		           : NULL;
	}
	if (strchr(host, ':') != NULL)
		return "an IPv6 address stands in brackets, as "
		       "[2001:db8::1]:443/tcp";
	return read_host(target, arena, host);
}
