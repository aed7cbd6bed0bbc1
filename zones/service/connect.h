/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CONNECT_H
#define MULLION_CONNECT_H

#include <stdio.h>

#include "zones/checked.h"
#include "zones/service/service.h"

/* What a client would connect to: NAME:PORT/PROTOCOL, or an address in place
 * of the name. */
struct connect_target {
	const uint8_t *name; /* absolute, lower case; NULL: */
	struct net_address address;
	uint16_t port;
	enum port_protocol protocol;
};

/*
 * "db.example.com:5432/tcp", "192.0.2.1:53/udp", "[2001:db8::1]:443/tcp".
 * Returns NULL, or what is wrong with the text, for a message; what is read is
 * in the arena.
 */
const char *connect_read(struct connect_target *target, struct arena *arena,
                         const char *text);

/*
 * Says whether the client may connect, and through which service at which
 * place, or why not; and who may resolve the name, who may connect. The site
 * has no errors.
 */
void connect_explain(const struct checked *checked,
                     const struct net_address *source,
                     const struct connect_target *target, FILE *out);

#endif
