/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VIEWS_READ_H
#define MULLION_VIEWS_READ_H

#include "zones/site.h"
#include "zones/value.h"

/*
 * The file of views (contract, section 2) into the site: views, groups,
 * address sets, `refuse`, `reserved`, `ignore`, waivers, and what follows of
 * them, the networks that each view answers. What is wrong is reported and
 * the rest taken.
 */
void views_read(struct site *site, struct value file);

/* It can be a view's name: [a-z0-9][a-z0-9-]{0,62}. */
bool views_name_good(const char *name);

#endif
