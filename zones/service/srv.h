/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SRV_H
#define MULLION_SRV_H

#include "zones/service/service.h"

/*
 * The SRV RRsets (RFC 2782) that the zone's services publish in one view, in
 * canonical order of their owners, in the site's arena. A service has one at
 * LABEL._tcp and LABEL._udp for each port that isn't a range, with a record a
 * host; what several publish at one name is one RRset, in the order written.
 * [bad-name]: a name that gets too long.
 */
struct made_rrset **service_publish(size_t *count, const struct site *site,
                                    const struct spec *spec, unsigned view);

#endif
