/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SERVICE_H
#define MULLION_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/site.h"

/*
 * A service as it was written in a zone spec (contract, section 4): which
 * hosts offer it at which ports, which views know of it, and which clients of
 * those views may connect. spec->services has those of one zone, in the order
 * written; nothing of it is resolved yet.
 *
 *   service -> views    in each: what are the hosts' addresses there?
 *           -> ports    each: an SRV RRset LABEL._PROTOCOL (srv.h)
 *           -> hosts
 *           -> clients  of each view's effective networks (policy.h)
 */
struct service_host {
	const uint8_t *name; /* absolute, lower case */
	uint16_t priority;
	uint16_t weight;
	const struct place *place; /* of the item of `hosts` */
};

/* For the selectors of a mesh: `"labels": { KEY: VALUE }`. */
struct service_label {
	const char *key;
	const char *value;
};

struct service {
	const char *id; /* as written; [A-Za-z0-9][A-Za-z0-9_-]{0,61} */
	const struct spec *spec;
	struct view_set views; /* all of them the zone's too */
	const char *srv; /* "_kerberos", as written; NULL: publishes no SRV */
	struct ports *ports;
	size_t port_count;
	struct service_host *hosts; /* in the order written */
	size_t host_count;
	struct networks clients;      /* sets unfolded; each with its place */
	bool clients_view;            /* "view": all clients of the views */
	struct service_label *labels; /* in the order written */
	size_t label_count;
	const struct place *place; /* of the id */
};

/* What waivers name the service by: its id as a name below the zone, in the
 * arena. */
const char *service_subject(struct arena *arena, const struct service *service);

/* The entry of its ports that holds this one, or NULL. */
const struct ports *service_port(const struct service *service, uint16_t port,
                                 enum port_protocol protocol);

/* A view of external trust knows it. */
bool service_is_public(const struct site *site, const struct service *service);

#endif
