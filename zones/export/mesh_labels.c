/* SPDX-License-Identifier: ISC */
#include "zones/export/mesh_labels.h"

#include <string.h>

static const char *
find_label(const struct service *service, const char *key)
{
	for (size_t i = 0; i < service->label_count; i++)
		if (strcmp(service->labels[i].key, key) == 0)
			return service->labels[i].value;
	return NULL;
}

static bool
has_address(const struct mesh_service *service,
            const struct net_address *address)
{
	for (size_t i = 0; i < service->address_count; i++)
		if (net_address_compare(&service->addresses[i], address) == 0)
			return true;
	return false;
}

/* A label of both with two values: no pod has it. */
static const char *
contradiction(const struct service *a, const struct service *b)
{
	for (size_t i = 0; i < a->label_count; i++) {
		const char *value = find_label(b, a->labels[i].key);

		if (value != NULL && strcmp(value, a->labels[i].value) != 0)
			return a->labels[i].key;
	}
	return NULL;
}

/* The pod at an address has the labels of all services there. */
static bool
pod_has_label(const struct mesh_service *services, size_t count,
              const struct net_address *address,
              const struct service_label *label)
{
	for (size_t i = 0; i < count; i++) {
		const char *value = find_label(services[i].service, label->key);

		if (value != NULL && strcmp(value, label->value) == 0
		    && has_address(&services[i], address))
			return true;
	}
	return false;
}

static bool
selects(const struct mesh_service *services, size_t count,
        const struct service *service, const struct net_address *address)
{
	for (size_t i = 0; i < service->label_count; i++)
		if (!pod_has_label(services, count, address,
		                   &service->labels[i]))
			return false;
	return true;
}

/* One with some of the service's labels, at an address that isn't the
 * service's. */
static const char *
selects_others(struct arena *arena, const struct mesh_service *services,
               size_t count, const struct mesh_service *service,
               const struct mesh_service *other)
{
	const struct service_label *first = &service->service->labels[0];
	const char *value = find_label(other->service, first->key);
	char text[NET_TEXT];

	/* Some service there must have the first label; this one's turn. */
	if (value == NULL || strcmp(value, first->value) != 0)
		return NULL;
	for (size_t i = 0; i < other->address_count; i++) {
		const struct net_address *address = &other->addresses[i];

		if (has_address(service, address)
		    || !selects(services, count, service->service, address))
			continue;
		return arena_format(
		    arena,
		    "its labels select the pod at %s too, which "
		    "has %s and not %s: give it a label more",
		    net_address_to_text(text, address), other->service->id,
		    service->service->id);
	}
	return NULL;
}

static bool
share_address(const struct mesh_service *a, const struct mesh_service *b)
{
	for (size_t i = 0; i < a->address_count; i++)
		if (has_address(b, &a->addresses[i]))
			return true;
	return false;
}

const char *
mesh_labels_why(struct arena *arena, const struct mesh_service *services,
                size_t count, const struct mesh_service *service)
{
	const char *why = NULL;

	if (service->service->label_count == 0)
		return "it has no labels, and without them all pods would be "
		       "selected: add \"labels\"";
	for (size_t i = 0; i < count && why == NULL; i++) {
		const struct mesh_service *other = &services[i];
		const char *key;

		if (other == service)
			continue;
		key = contradiction(service->service, other->service);
		if (key != NULL && share_address(service, other))
			return arena_format(
			    arena,
			    "%s is at the same address and has another value "
			    "for the label %s: no pod has both",
			    other->service->id, key);
		why = selects_others(arena, services, count, service, other);
	}
	return why;
}
