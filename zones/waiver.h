/* SPDX-License-Identifier: ISC */
#ifndef MULLION_WAIVER_H
#define MULLION_WAIVER_H

#include <time.h>

#include "zones/site.h"

/*
 * Waivers, the site's exceptions in the open: read with the file that they
 * stand in (waiver_read.h), applied when everything is found.
 *
 * Takes what the site's waivers name out of its report. One that matches
 * nothing is an error, one whose date has passed before now (UTC) is a
 * warning and holds all the same.
 */
void waiver_apply(const struct site *site, time_t now);

#endif
