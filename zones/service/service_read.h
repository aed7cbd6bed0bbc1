/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SERVICE_READ_H
#define MULLION_SERVICE_READ_H

#include "zones/service/service.h"
#include "zones/spec_read.h"

/*
 * `services` of a zone spec, into spec->services; r->spec has its apex and
 * views by then. What is wrong is reported ([schema], [bad-name],
 * [unknown-view] for a view that the zone doesn't list, what networks may be)
 * and the rest read.
 */
void service_read(const struct spec_reader *r, struct value services);

#endif
