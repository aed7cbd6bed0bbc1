/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VERIFY_SERVER_H
#define MULLION_VERIFY_SERVER_H

#include "zones/verify/verify.h"

/* A server as it stands on the command line, with one who asks it. */
struct verify_request {
	const char *text;           /* [VIEW,...=]ADDRESS[:PORT] */
	const char *source;         /* an address */
	const char *views;          /* "VIEW,...", or NULL */
	const char *server;         /* the address, without brackets */
	unsigned port;              /* 53 unless written */
	struct net_address address; /* of source */
};

/* Takes text and source apart. Returns NULL, or what is wrong, for a message;
 * in the arena. */
const char *
verify_server_read(struct verify_request *request, struct arena *arena);

/* The same with the site's views. ERR_REPORTED: one isn't there, which is said
 * on standard error. */
int verify_server_views(struct verify_server *server,
                        const struct verify_request *request,
                        const struct site *site);

#endif
