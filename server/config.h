/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CONFIG_H
#define MULLION_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/log.h"
#include "lib/public_key.h"
#include "server/endpoint.h"

/*
 * How the server is to run: from the configuration file (config.c; mulliond.
 * conf.5 and zones/schema/config.json describe it) and from the command line
 * (options.c), which wins. Read once at start.
 */
struct config_listener {
	struct endpoint endpoint;
	char **views; /* that it serves; none: all of the site */
	size_t view_count;
};

/* How packets on a shared listener find their view (steering.h). */
enum config_steering {
	CONFIG_STEERING_AUTO, /* sk_lookup where it can be had, else classic */
	CONFIG_STEERING_LOOKUP,
	CONFIG_STEERING_CLASSIC,
};

struct config {
	struct config_listener *listeners;
	size_t listener_count;
	char **serve; /* a SITE, a DIR, or IMAGEs */
	size_t serve_count;
	uint8_t (
	    *keys)[PUBLIC_KEY]; /* one must have signed it; none: no matter */
	size_t key_count;
	char **argv; /* of main(), NULL behind the last */
	int resume;  /* what a mulliond before has left (handover.h); -1 */
	bool trial;  /* only look whether it could be taken over */
	bool force;  /* an older generation than the last, when it starts */
	char *user;
	unsigned ids_first; /* a user for each view, from this range of ids */
	unsigned ids_last;  /* 0: no range */
	bool strict;        /* the sandbox, or nothing */
	char *state;
	char *control;       /* the control socket; NULL: config_control() */
	char *control_group; /* may use it; NULL: none */
	char *version;       /* CH TXT version.bind, NULL: REFUSED */
	char *identity;      /* CH TXT id.server */
	unsigned threads;    /* a view's, for each of its listeners */
	unsigned compiler_memory; /* MiB, 0: launch_compiler_memory() */
	unsigned receive_buffer;  /* octets, 0: a default, best effort */
	unsigned tcp_connections; /* a view's */
	unsigned tcp_per_client;
	unsigned tcp_idle; /* seconds */
	enum config_steering steering;
	enum log_level log;
};

/* As without file and command line. */
void config_init(struct config *config);
void config_clear(struct config *config);

/*
 * Takes in a configuration file. What is wrong with it is said on standard
 * error, all of it, as FILE:LINE:COL: error: MESSAGE [RULE], and is
 * ERR_REPORTED; ERR_SYSTEM: it can't be read.
 */
int config_read(struct config *config, const char *path);

/*
 * Adds a listener, and copies the views' names. ERR_RANGE: that address and
 * port are listened on already. ERR_MEMORY.
 */
int config_listen(struct config *config, const struct endpoint *endpoint,
                  char *const *views, size_t view_count);
void config_listen_clear(struct config *config);

/* [::] leaves IPv4 to 0.0.0.0 where both are listened on. */
bool config_is_six_only(const struct config *config,
                        const struct endpoint *endpoint);

/* Adds a trusted key. ERR_RANGE: it is there already. ERR_MEMORY. */
int config_trust(struct config *config, const uint8_t key[PUBLIC_KEY]);

#define CONTROL_DEFAULT "/var/lib/mullion/control"

/* Where the control socket is, in the state folder if nothing else is said;
 * the caller's to free. NULL: there is none, or no memory. */
char *config_control(const struct config *config);

/* Adds a path to serve. */
int config_serve(struct config *config, const char *path);
void config_serve_clear(struct config *config);

#endif
