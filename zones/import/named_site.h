/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_NAMED_SITE_H
#define MULLION_IMPORT_NAMED_SITE_H

#include "zones/import/client_views.h"
#include "zones/import/imported.h"
#include "zones/view_set.h"

/*
 * What a named.conf says that mullion has, too: views in their order, with
 * their clients, and the zones of each, a zone that is in several views once
 * for each of them.
 */
struct named_zone {
	const uint8_t *apex; /* lower case */
	unsigned view;
	const char *file; /* NULL: taken from in_view */
	const char *in_view;
	struct spot spot;      /* of the zone statement */
	struct spot file_spot; /* of the file's or other view's name */
	const struct imported *content;
};

struct named_view {
	const char *name; /* as the file has it */
	const char *id;   /* as mullion calls it */
	bool external;
	bool matches_all;
	struct spot spot;
};

struct named_site {
	struct named_view *views;
	struct client_view *clients; /* one each */
	size_t view_count;
	struct client_refuse refuse;
	struct named_zone *zones; /* by name, then in the order of views */
	size_t zone_count;
};

/* What the command line has to say about it. */
struct named_options {
	const char *external[VIEW_MAX]; /* views, by either name */
	size_t external_count;
	const char *internal[VIEW_MAX];
	size_t internal_count;
	const struct net_prefix *localnets;
	size_t localnet_count;
};

/*
 * Interprets the file. All that isn't carried over is said. Views without
 * clients, and zones that can't be served, are left out. ERR_REPORTED.
 */
int named_site_read(struct named_site *site, struct arena *arena,
                    struct notices *notices, const struct conf_block *conf,
                    const struct named_options *options);

#endif
