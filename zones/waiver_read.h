/* SPDX-License-Identifier: ISC */
#ifndef MULLION_WAIVER_READ_H
#define MULLION_WAIVER_READ_H

#include "zones/site.h"
#include "zones/value.h"

/* `waive` of the views' file, which may be missing: about ports. */
void waiver_read_ports(struct site *site, struct value list);

/* `waive` of a zone spec: about names, relative to its apex, or ports. */
void waiver_read_names(struct spec *spec, const struct site *site,
                       struct value list);

#endif
