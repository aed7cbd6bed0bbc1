/* SPDX-License-Identifier: ISC */
#include "zones/export/mesh_labels.h"

#include <stdlib.h>
#include <string.h>

struct labelled {
	const struct service_label *label;
	const struct mesh_service *service;
};

struct addressed {
	const struct net_address *address;
	const struct mesh_service *service;
};

struct mesh_labels {
	struct arena *arena;
	struct labelled *labels;
	size_t label_count;
	struct addressed *addresses;
	size_t address_count;
};

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

static int
compare_labels(const void *left, const void *right)
{
	const struct labelled *a = left, *b = right;
	int order = strcmp(a->label->key, b->label->key);

	if (order == 0)
		order = strcmp(a->label->value, b->label->value);
	return order != 0
	           ? order
	           : (a->service > b->service) - (a->service < b->service);
}

static int
compare_addresses(const void *left, const void *right)
{
	const struct addressed *a = left, *b = right;
	int order = net_address_compare(a->address, b->address);

	return order != 0
	           ? order
	           : (a->service > b->service) - (a->service < b->service);
}

const struct mesh_labels *
mesh_labels_new(struct arena *arena, const struct mesh_service *services,
                size_t count)
{
	struct mesh_labels *made = arena_alloc(arena, sizeof(*made));
	size_t labels = 0, addresses = 0;

	for (size_t i = 0; i < count; i++) {
		labels += services[i].service->label_count;
		addresses += services[i].address_count;
	}
	made->arena = arena;
	made->labels = arena_alloc(arena, labels * sizeof(*made->labels));
	made->addresses =
	    arena_alloc(arena, addresses * sizeof(*made->addresses));
	for (size_t i = 0; i < count; i++) {
		const struct mesh_service *service = &services[i];

		for (size_t j = 0; j < service->service->label_count; j++)
			made->labels[made->label_count++] = (struct labelled){
			    &service->service->labels[j], service};
		for (size_t j = 0; j < service->address_count; j++)
			made->addresses[made->address_count++] =
			    (struct addressed){&service->addresses[j], service};
	}
	if (labels > 0)
		qsort(made->labels, labels, sizeof(*made->labels),
		      compare_labels);
	if (addresses > 0)
		qsort(made->addresses, addresses, sizeof(*made->addresses),
		      compare_addresses);
	return made;
}

/* The first of those at the address; behind the last where nothing is. */
static size_t
first_at(const struct mesh_labels *labels, const struct net_address *address)
{
	size_t lo = 0, hi = labels->address_count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (net_address_compare(labels->addresses[middle].address,
		                        address)
		    < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

static bool
is_at(const struct mesh_labels *labels, size_t i,
      const struct net_address *address)
{
	return i < labels->address_count
	       && net_address_compare(labels->addresses[i].address, address)
	              == 0;
}

static bool
pod_has_label(const struct mesh_labels *labels,
              const struct net_address *address,
              const struct service_label *label)
{
	for (size_t i = first_at(labels, address); is_at(labels, i, address);
	     i++) {
		const struct service *service =
		    labels->addresses[i].service->service;
		const char *value = find_label(service, label->key);

		if (value != NULL && strcmp(value, label->value) == 0)
			return true;
	}
	return false;
}

static bool
selects(const struct mesh_labels *labels, const struct service *service,
        const struct net_address *address)
{
	for (size_t i = 0; i < service->label_count; i++)
		if (!pod_has_label(labels, address, &service->labels[i]))
			return false;
	return true;
}

/* A pod that `other`, which has the service's first label, is at and the
 * service isn't, selected by the service's labels. */
static const char *
selects_others(const struct mesh_labels *labels,
               const struct mesh_service *service,
               const struct mesh_service *other)
{
	char text[NET_TEXT];

	for (size_t i = 0; i < other->address_count; i++) {
		const struct net_address *address = &other->addresses[i];

		if (has_address(service, address)
		    || !selects(labels, service->service, address))
			continue;
		return arena_format(
		    labels->arena,
		    "its labels select the pod at %s too, which "
		    "has %s and not %s: give it a label more",
		    net_address_to_text(text, address), other->service->id,
		    service->service->id);
	}
	return NULL;
}

/* Some service at such a pod has the first label: only these are asked. */
static const char *
selects_too_much(const struct mesh_labels *labels,
                 const struct mesh_service *service)
{
	const struct labelled first = {&service->service->labels[0], NULL};
	size_t lo = 0, hi = labels->label_count;
	const char *why = NULL;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (compare_labels(&labels->labels[middle], &first) < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	for (; lo < labels->label_count && why == NULL; lo++) {
		const struct labelled *other = &labels->labels[lo];

		if (strcmp(other->label->key, first.label->key) != 0
		    || strcmp(other->label->value, first.label->value) != 0)
			break;
		if (other->service != service)
			why = selects_others(labels, service, other->service);
	}
	return why;
}

/* With one that has one of its addresses. */
static const char *
contradicts(const struct mesh_labels *labels,
            const struct mesh_service *service)
{
	for (size_t i = 0; i < service->address_count; i++) {
		const struct net_address *address = &service->addresses[i];

		for (size_t j = first_at(labels, address);
		     is_at(labels, j, address); j++) {
			const struct service *other =
			    labels->addresses[j].service->service;
			const char *key =
			    contradiction(service->service, other);

			if (key != NULL)
				return arena_format(
				    labels->arena,
				    "%s is at the same address and has another "
				    "value for the label %s: no pod has both",
				    other->id, key);
		}
	}
	return NULL;
}

const char *
mesh_labels_why(const struct mesh_labels *labels,
                const struct mesh_service *service)
{
	const char *why;

	if (service->service->label_count == 0)
		return "it has no labels, and without them all pods would be "
		       "selected: add \"labels\"";
	why = contradicts(labels, service);
	return why != NULL ? why : selects_too_much(labels, service);
}
