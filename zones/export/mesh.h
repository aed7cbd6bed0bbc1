/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPORT_MESH_H
#define MULLION_EXPORT_MESH_H

#include <jansson.h>

#include "zones/export/openings.h"

/*
 * Objects for Kubernetes and meshes on it: a List in JSON of one that denies
 * what nothing allows, and one for each service. JSON has no comments, so what
 * others say there is in annotations.
 *
 * An object selects pods by the labels of its service and knows nothing of
 * addresses. What it allows is what the spec opens only if the pods that it
 * selects are those with the service's addresses, so a service is left out
 *
 *   - that has no labels, whose selector would be empty: every pod,
 *   - whose addresses are not the same in all of its views,
 *   - whose labels select a pod with an address that isn't the service's,
 *   - whose labels say otherwise than those of another at the same address.
 */
struct mesh_service {
	const struct service *service;
	const struct opening **openings; /* with clients, by view */
	size_t count;
	const struct net_address *addresses; /* ascending */
	size_t address_count;
	bool differs; /* its addresses do, from one view to another */
};

struct mesh_format {
	/* The object's apiVersion and kind. */
	const char *version;
	const char *kind;
	/* The spec of the object for a service, or NULL, and then the reason
	 * in *why: it can't be said in this format. */
	json_t *(*spec)(const struct export *export,
	                const struct mesh_service *service, const char **why);
	/* The spec of that which denies. */
	json_t *(*denied)(void);
	const char *denies; /* in words */
};

/* Writes the list. */
enum exit_status
mesh_write(const struct export *export, const struct mesh_format *format);

/* { "matchLabels": { KEY: VALUE } } of a service. */
json_t *mesh_selector(const struct service *service);

/* The opening's clients, an array of networks as text. */
json_t *
mesh_clients(const struct export *export, const struct opening *opening);

#endif
