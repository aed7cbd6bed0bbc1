/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_MATCH_LIST_H
#define MULLION_IMPORT_MATCH_LIST_H

#include "lib/net.h"
#include "zones/import/conf.h"

/*
 * An address match list of BIND's: the first entry that holds an address
 * decides, and who is in none isn't matched. Lists within it and acls that it
 * names are unfolded in their place, as BIND does it: what a list within
 * excludes stays excluded, also where the list itself stands behind a "!".
 *
 *   acl a { !10.9/16; 10/8; };
 *   match-clients { a; 192.0.2.0/24; }   !10.9/16, 10/8, 192.0.2.0/24
 *   match-clients { !a; any; }           !10.9/16, !10/8, any
 */
struct match_entry {
	struct net_prefix prefix;
	bool positive;
};

struct match_list {
	struct match_entry *items;
	size_t count;
	bool unsafe; /* something that it excludes can't be expressed */
};

/* What names in lists stand for. */
struct match_names {
	struct arena *arena;
	struct notices *notices;
	const struct conf_block *conf;      /* whose acls these are */
	const struct net_prefix *localnets; /* of --localnets */
	size_t localnet_count;
	size_t unfolded; /* entries so far, in all lists */
};

/*
 * Unfolds the list. What can't be expressed (keys, places on the globe) is
 * said and left out; where it would have excluded somebody the list is unsafe.
 */
void match_list_read(struct match_list *list, struct match_names *names,
                     const struct conf_block *block);

/* { any; } */
void match_list_any(struct match_list *list, struct arena *arena);

/* It holds whom `any` holds, and nothing is excluded. */
bool match_list_is_any(const struct match_list *list);

/* It holds nobody. */
bool match_list_is_none(const struct match_list *list);

#endif
