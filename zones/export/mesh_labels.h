/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPORT_MESH_LABELS_H
#define MULLION_EXPORT_MESH_LABELS_H

#include "zones/export/mesh.h"

/*
 * Which pods the services' labels select. A pod is what has an address, and it
 * has the labels of all services with that address:
 *
 *   labels      app=a -> billing, metrics     addresses  10.1.2.11 -> billing,
 *               app=dc -> kerberos                                    metrics
 *
 * Both lists are sorted, so that what a service has in common with others is
 * found without asking all of them.
 */
struct mesh_labels;

/* In the arena, of services that live as long. */
const struct mesh_labels *mesh_labels_new(struct arena *arena,
                                          const struct mesh_service *services,
                                          size_t count);

/* Why the service can't be told by its labels (mesh.h), in the arena, or
 * NULL. */
const char *mesh_labels_why(const struct mesh_labels *labels,
                            const struct mesh_service *service);

#endif
