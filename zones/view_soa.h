/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VIEW_SOA_H
#define MULLION_VIEW_SOA_H

#include "zones/view.h"

/*
 * A zone's SOA in one view: of the view's SOA RRset where it has one
 * (written, or NULL), else of the spec's `soa` and its defaults, of which the
 * name of the first of ns (NULL or an RRset without records: the apex). Sets
 * soa, serial, serial_written and soa_place of the content; the record is the
 * view's own, so that its serial may be set.
 */
void view_soa(struct zone_content *content, struct arena *arena,
              const struct spec *spec, const struct rrset *written,
              const struct rrset *ns);

#endif
