/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SITE_H
#define MULLION_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/net.h"
#include "zones/network.h"
#include "zones/place.h"
#include "zones/report.h"
#include "zones/spec.h"
#include "zones/view_set.h"

/*
 * A site as it was written: the folder's views and its zone specs, read and
 * checked each on its own. From here view.c takes one view at a time.
 */
struct network {
	struct net_prefix prefix;
	const struct place *place;
};

struct networks {
	struct network *items;
	size_t count;
};

enum port_protocol { PORT_TCP = 1, PORT_UDP = 2 }; /* bits */

struct ports {
	uint16_t first;
	uint16_t last;
	uint8_t protocols;
	const struct place *place;
};

struct view {
	const char *name;
	unsigned index;
	bool external;            /* trust */
	struct networks networks; /* as written, sets unfolded */
	struct networks resolvers;
	struct ports *ports;
	size_t port_count;
	const struct place *place; /* of the view's name */
	/* What the image holds (image_format.h), from network.c. */
	struct network_ranges answers;
	struct network_ranges answers_alone; /* resolvers' */
};

struct group {
	const char *name; /* with its "@" */
	struct view_set views;
};

/* One of `addresses`. */
struct network_set {
	const char *name; /* with its "@" */
	struct networks networks;
};

/* One entry of `reserved`, or one that is reserved without being listed. */
struct reserved {
	const uint8_t *domain;     /* lower case, or NULL: */
	struct net_prefix prefix;  /* an address range */
	struct view_set views;     /* that may see it */
	const char *text;          /* as a message names it, no final dot */
	const struct place *place; /* NULL: reserved without being listed */
};

struct expectation;

struct site {
	const char *path;
	const char *name; /* what messages call it; NULL: its path */
	struct arena *arena;
	struct report *report;
	struct view *views;
	size_t view_count;
	struct group *groups;
	size_t group_count;
	struct network_set *network_sets;
	size_t network_set_count;
	struct networks refuse;
	struct reserved *reserved;
	size_t reserved_count;
	struct spec *specs; /* in the order of their paths */
	size_t spec_count;
	const struct spec **by_apex; /* the same in canonical order; those of
	                              * one zone in that of their paths */
	struct waiver *waivers;      /* of the views' file */
	size_t waiver_count;
	struct expectation *tests; /* zones/expect/expect.h */
	size_t test_count;
	const char **ignore; /* patterns of fnmatch(3), "*" for "/" too */
	size_t ignore_count;
	const struct place *place;  /* of the views' file, NULL without one */
	const char *cache_folder;   /* whose cache may be used, or NULL */
	struct cache *cache;        /* of it, or NULL: cache.h */
	struct fragment *fragments; /* fragment/fragment.h */
	size_t fragment_count;
	const struct fragment_last *last_fragments;  /* or NULL */
	const struct fragment_trial *fragment_trial; /* or NULL */
	bool last_is_here; /* they are of the folder that is written to */
	bool views_unread; /* no views, or none that parse: that is reported,
	                    * and not each view that isn't known for it */
};

/*
 * Reads the whole site; site is zero but for path, name (or NULL), arena,
 * report and, if specs may come from a cache, cache_folder. What is wrong goes
 * to the report, and the rest is read all the same, so that one run finds
 * everything. ERR_SYSTEM when a file can't be read: *failed names it then.
 */
int site_load(struct site *site, const char **failed);

/* The view of that name, or NULL. */
const struct view *site_view(const struct site *site, const char *name);

/*
 * The view that a client belongs to: the most specific network that holds it
 * (contract, section 2), NULL for nobody's clients and for `refuse`. *network
 * says which network decided: the view's or that of `refuse`, or NULL.
 */
const struct view *site_client(const struct site *site,
                               const struct net_address *source,
                               const struct network **network);

/* names[i] of view i, for report_print(); in the arena. */
const char *const *site_view_names(const struct site *site);

#endif
