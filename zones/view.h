/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VIEW_H
#define MULLION_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/site.h"

/*
 * One view's content: every zone it has, as it has it, overlays applied. This
 * is the last step that sees the site. What comes behind it (zone, check,
 * separation, render, trie_build, image_write) takes a struct content and
 * cannot reach another view's records through it.
 */
struct zone_content {
	const uint8_t *apex;
	const char *text;            /* the apex as text */
	const struct rrset **rrsets; /* SOA among them; by owner in canonical
	                              * order, then by type */
	size_t count;
	size_t alias_count;      /* of type TYPE_ALIAS, before they are
	                          * flattened */
	const struct rrset *soa; /* the view's own copy */
	uint8_t *serial;         /* the four octets of the serial in
	                          * soa's RDATA, to be set */
	bool serial_written;
	const struct place *place;   /* of `zone` */
	const struct place *records; /* of `records` */
	const struct place *soa_place;
};

/*
 * A reserved domain or address range as this view is to it. They stand sorted,
 * domains in canonical order and then ranges ascending, each with the next
 * less specific one that holds it: what decides for a name or an address is
 * the last that isn't behind it, or one above that.
 */
struct reservation {
	const uint8_t *domain; /* or NULL: */
	struct net_prefix prefix;
	const char *text;
	bool visible; /* this view may see it */
	const struct reservation *above;
};

struct content {
	const char *view;
	unsigned index;
	bool external;
	const struct network_ranges *answers;
	const struct network_ranges *answers_alone;
	const struct reservation *reservations;
	size_t reservation_count;
	size_t domain_count;        /* of them domains, which stand first */
	struct zone_content *zones; /* in canonical order of their apexes */
	size_t zone_count;
};

/*
 * Makes view `index` of the site. Findings (overlay-*, no-ns, soa,
 * duplicate-record …) go to the site's report.
 */
void
view_content(struct content *content, const struct site *site, unsigned index);

/* The most specific reservation at or above the name, or NULL. */
const struct reservation *
view_reservation(const struct content *content, const uint8_t *name);

/* The same where it decides for every name below this one too; false where
 * some of those lie in a more specific one. */
bool view_reservation_of_all(const struct content *content, const uint8_t *name,
                             const struct reservation **reservation);

/* The most specific reservation that holds the address, or NULL. */
const struct reservation *
view_address_reservation(const struct content *content,
                         const struct net_address *address);

#endif
