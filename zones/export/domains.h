/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPORT_DOMAINS_H
#define MULLION_EXPORT_DOMAINS_H

#include <stdbool.h>
#include <stddef.h>

#include "zones/view.h"

/*
 * What a resolver of one view is to do with which domains. What it isn't told
 * of it resolves as ever; of two domains the one further down decides.
 *
 *   corp.internal    ask mullion, a zone of the view
 *   internal         deny: reserved, and not asked for in this view
 *   stage.internal   deny: reserved for other views
 */
enum domain_way {
	DOMAIN_ZONE,     /* ask mullion: a zone of the view, */
	DOMAIN_RESERVED, /* or a domain that the site reserves for this view */
	DOMAIN_DENIED,   /* a reserved domain that is neither: nobody is asked
	                  * and there is no such name */
};

struct domain {
	const uint8_t *name;
	enum domain_way way;
	const struct place *place; /* NULL: reserved without being listed */
	bool asked_below; /* one denied, with a domain below it that isn't */
};

struct domains {
	struct domain *items; /* in canonical order */
	size_t count;
};

/*
 * The domains of the view: all its zones, and of the reserved domains those
 * that no zone of the view or other entry speaks for already. The reverse zone
 * of 127.0.0.0/8 is left to the resolver, which has the names of itself there.
 */
void domains_of_view(struct domains *domains, const struct site *site,
                     const struct content *content);

#endif
