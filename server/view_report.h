/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VIEW_REPORT_H
#define MULLION_VIEW_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/net.h"

/*
 * What the supervisor knows of a view: what the loader reported of its image
 * (worker.h has the form). The loader read a hostile file, so its report is
 * hostile text as well: read here, once, with every limit, and trusted behind
 * it. Steering and the warning about the host's addresses are made from it.
 */
enum {
	VIEW_NAME = 64,             /* octets of a view's name, with NUL */
	VIEW_HASH = 65,             /* of a hash in hex, with NUL */
	VIEW_REPORT_MAX = 64 << 20, /* octets of a report */
	VIEW_WHY = 160,             /* of a reason, with NUL */
	/* Zones that are told by name, so many at most and in so many octets;
	 * of further ones it is known that they are there. */
	VIEW_ZONES = 1 << 16,
	VIEW_ZONES_TEXT = 8 << 20,
};

/* An address as numbers of 32 bits, the way that BPF loads them: IPv4 has
 * one, the rest zero. */
struct view_address {
	uint32_t words[4];
};

struct view_range {
	struct view_address first;
	struct view_address last;
	uint8_t family; /* 4 or 6 */
	uint8_t length; /* of the network that it comes from */
};

struct view_zone {
	uint32_t name; /* where it begins in zone_text */
	uint32_t serial;
};

struct view_report {
	char name[VIEW_NAME];
	char hash[VIEW_HASH];
	bool external;
	unsigned zones;
	struct view_zone *told; /* the first of them, in the image's order */
	size_t told_count;
	char *zone_text; /* their names as dname_to_text() writes them */
	size_t zone_length;
	size_t zone_room;
	/* IPv4 first; each family sorted, and apart from one another. Whom it
	 * answers, and whom besides on a listener that is its own alone. */
	struct view_range *ranges;
	size_t range_count;
	struct view_range *resolvers;
	size_t resolver_count;
};

/* [a-z0-9][a-z0-9-]{0,62} */
bool view_name_valid(const char *name);

int view_address_compare(const struct view_address *a,
                         const struct view_address *b);

struct view_address view_address_from_net(const struct net_address *address);

/*
 * Reads a whole report of length octets; text is changed. 0, or ERR_MALFORMED
 * with the reason in why[VIEW_WHY] (the loader's own, when it gives one), or
 * ERR_MEMORY. On success the report owns its ranges: view_report_clear().
 */
int view_report_read(struct view_report *report, char *text, size_t length,
                     char *why);

void view_report_clear(struct view_report *report);

/* The name of a zone that is told. */
static inline const char *
view_report_zone(const struct view_report *report, size_t number)
{
	return report->zone_text + report->told[number].name;
}

/* The greatest of the told zones' serials; 0 without a zone. */
uint32_t view_report_serial(const struct view_report *report);

/* The range that holds the address, or NULL. */
const struct view_range *view_report_find(const struct view_report *report,
                                          const struct net_address *address);

#endif
