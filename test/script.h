/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_SCRIPT_H
#define MULLION_TEST_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "test/ask.h"
#include "test/expect.h"
#include "test/packet.h"

/*
 * A case file: a site, how it is served, who asks, and what each question is
 * answered with.
 *
 *   # a comment; a line that begins with a blank goes on from the last one
 *   site zones/example                the folder of the site
 *   serve site                        mulliond SITE; else its images
 *   config test/cases/chaos.json      mulliond -c
 *   listen main 127.0.0.1             -l 127.0.0.1:PORT, with a free port
 *   listen out external=[::1]         -l external=[::1]:PORT
 *   from internal 127.0.0.1           who asks, and of which listener: the
 *   from away 127.0.0.9 out           first without one; the listener's
 *   from other 127.0.0.1 any 127.0.0.7   address, or this one
 *   let SOA example.net 60 SOA ...    $SOA in later lines stands for this
 *   internal  www.corp.internal A  -> NOERROR aa  www.corp.internal 300 A ...
 *
 * packet.h has the question's words, expect.h what stands behind the arrow.
 */
enum {
	SCRIPT_LISTENERS = 8,
	SCRIPT_CLIENTS = 32,
	SCRIPT_NAME = 32,
	SCRIPT_LETS = 64,
};

/* $NAME, and what it stands for. */
struct let {
	char name[SCRIPT_NAME];
	char *text;
};

struct listener {
	char name[SCRIPT_NAME];
	char views[64];   /* "external=", or "" */
	char address[64]; /* without brackets */
	uint16_t port;
};

struct client {
	char name[SCRIPT_NAME];
	struct endpoint from;
	struct endpoint to;
};

/* A question with what it must be answered with. */
struct claim {
	const char *text; /* its words */
	unsigned line;
	const struct client *client;
	struct packet packet;
	struct expect expect;
	uint8_t *answer; /* the first one that came; asked again, the same
	                  * must come again */
	ssize_t answer_size;
};

struct script {
	const char *path;
	char site[128];
	bool serve_site;
	char config[128];
	struct listener listeners[SCRIPT_LISTENERS];
	size_t listener_count;
	struct client clients[SCRIPT_CLIENTS];
	size_t client_count;
	struct let lets[SCRIPT_LETS];
	size_t let_count;
	struct claim *claims;
	size_t claim_count;
};

/* Reads the file and gives each listener a port. What is wrong in it is said
 * on standard error, with the line. */
int script_read(struct script *script, const char *path);
void script_free(struct script *script);

#endif
