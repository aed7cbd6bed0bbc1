/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_VIEWS_WRITE_H
#define MULLION_IMPORT_VIEWS_WRITE_H

#include "zones/import/site_specs.h"

/* The file of views of an imported site. */
void views_write(const struct named_site *site, const struct site_specs *specs,
                 struct arena *arena, FILE *out);

#endif
