/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPORT_MESH_LABELS_H
#define MULLION_EXPORT_MESH_LABELS_H

#include "zones/export/mesh.h"

/* Why the service can't be told by its labels (mesh.h), in the arena, or
 * NULL. */
const char *mesh_labels_why(struct arena *arena,
                            const struct mesh_service *services, size_t count,
                            const struct mesh_service *service);

#endif
