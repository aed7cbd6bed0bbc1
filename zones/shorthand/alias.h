/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SHORTHAND_ALIAS_H
#define MULLION_SHORTHAND_ALIAS_H

#include "zones/site.h"
#include "zones/view.h"

/*
 * `ALIAS`: a name that has the addresses of another, at the apex too, where a
 * CNAME can't stand.
 *
 *   "@": { "ALIAS": "web.example.net." }      web.example.net A, AAAA
 *   -> @ A, AAAA                              with the lower of the TTLs
 *
 * To the steps before it is an RRset of TYPE_ALIAS, which overlays replace and
 * remove. When a view's zones are all there each becomes the A and AAAA that
 * its target has in that view, through CNAMEs, wildcards and further ALIASes.
 * One that leads nowhere there is an error. No later step sees an ALIAS.
 */
enum { ALIAS_LINKS = 16 }; /* as long as a chain may be */

void alias_flatten(struct content *content, const struct site *site);

#endif
