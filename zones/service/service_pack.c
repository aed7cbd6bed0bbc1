/* SPDX-License-Identifier: ISC */
#include "zones/service/service_pack.h"

#include <string.h>

#include "lib/dname.h"

/* The octets that one of each takes at least. */
enum { SERVICE = 55, PORTS = 9, HOST = 9, NETWORK = 22, LABEL = 10 };

enum { NO_SRV, SRV };

static void
pack_ports(struct packer *p, const struct service *service)
{
	pack32(p, (uint32_t)service->port_count);
	for (size_t i = 0; i < service->port_count; i++) {
		const struct ports *ports = &service->ports[i];

		pack16(p, ports->first);
		pack16(p, ports->last);
		pack8(p, ports->protocols);
		pack32(p, (uint32_t)ports->place->index);
	}
}

static void
pack_hosts(struct packer *p, const struct service *service)
{
	pack32(p, (uint32_t)service->host_count);
	for (size_t i = 0; i < service->host_count; i++) {
		const struct service_host *host = &service->hosts[i];

		pack_name(p, host->name);
		pack16(p, host->priority);
		pack16(p, host->weight);
		pack32(p, (uint32_t)host->place->index);
	}
}

static void
pack_clients(struct packer *p, const struct service *service)
{
	pack8(p, service->clients_view);
	pack32(p, (uint32_t)service->clients.count);
	for (size_t i = 0; i < service->clients.count; i++) {
		const struct network *network = &service->clients.items[i];

		pack8(p, network->prefix.address.family);
		pack_octets(p, network->prefix.address.octets,
		            sizeof(network->prefix.address.octets));
		pack8(p, network->prefix.length);
		pack32(p, (uint32_t)network->place->index);
	}
}

static void
pack_labels(struct packer *p, const struct service *service)
{
	pack32(p, (uint32_t)service->label_count);
	for (size_t i = 0; i < service->label_count; i++) {
		pack_text(p, service->labels[i].key);
		pack_text(p, service->labels[i].value);
	}
}

void
service_pack(struct packer *p, const struct spec *spec)
{
	pack32(p, (uint32_t)spec->service_count);
	for (size_t i = 0; i < spec->service_count; i++) {
		const struct service *service = &spec->services[i];

		pack_text(p, service->id);
		pack_octets(p, &service->views, sizeof(service->views));
		pack8(p, service->srv != NULL ? SRV : NO_SRV);
		if (service->srv != NULL)
			pack_text(p, service->srv);
		pack_ports(p, service);
		pack_hosts(p, service);
		pack_clients(p, service);
		pack_labels(p, service);
	}
}

struct service_unpacker {
	struct unpacker *from;
	struct arena *arena;
	const struct place *value; /* of the service */
};

static const struct place *
list_place(const struct service_unpacker *u, const char *key)
{
	return place_member(u->arena, u->value, key);
}

static void
unpack_ports(const struct service_unpacker *u, struct service *service)
{
	const struct place *list = list_place(u, "ports");

	service->port_count = unpack_count(u->from, PORTS);
	service->ports = arena_alloc(u->arena, service->port_count
	                                           * sizeof(*service->ports));
	for (size_t i = 0; i < service->port_count; i++) {
		struct ports *ports = &service->ports[i];

		ports->first = unpack16(u->from);
		ports->last = unpack16(u->from);
		ports->protocols = unpack8(u->from);
		ports->place = place_item(u->arena, list, unpack32(u->from));
		if (ports->first == 0 || ports->first > ports->last
		    || ports->protocols == 0
		    || ports->protocols > (PORT_TCP | PORT_UDP))
			u->from->bad = true;
	}
}

static void
unpack_hosts(const struct service_unpacker *u, struct service *service)
{
	const struct place *list = list_place(u, "hosts");

	service->host_count = unpack_count(u->from, HOST);
	service->hosts = arena_alloc(u->arena, service->host_count
	                                           * sizeof(*service->hosts));
	for (size_t i = 0; i < service->host_count; i++) {
		struct service_host *host = &service->hosts[i];

		host->name = unpack_name(u->from);
		host->priority = unpack16(u->from);
		host->weight = unpack16(u->from);
		host->place = place_item(u->arena, list, unpack32(u->from));
	}
}

static void
unpack_clients(const struct service_unpacker *u, struct service *service)
{
	const struct place *list = list_place(u, "clients");
	struct networks *clients = &service->clients;

	service->clients_view = unpack8(u->from) != 0;
	clients->count = unpack_count(u->from, NETWORK);
	clients->items =
	    arena_alloc(u->arena, clients->count * sizeof(*clients->items));
	for (size_t i = 0; i < clients->count; i++) {
		struct network *network = &clients->items[i];
		struct net_address *address = &network->prefix.address;
		const uint8_t *octets;

		address->family = unpack8(u->from);
		octets = unpack_octets(u->from, sizeof(address->octets));
		network->prefix.length = unpack8(u->from);
		network->place = place_item(u->arena, list, unpack32(u->from));
		if (octets == NULL
		    || (address->family != 4 && address->family != 6)
		    || network->prefix.length
		           > (address->family == 4 ? 32 : 128)) {
			u->from->bad = true;
			return;
		}
		memcpy(address->octets, octets, sizeof(address->octets));
	}
}

static void
unpack_labels(const struct service_unpacker *u, struct service *service)
{
	service->label_count = unpack_count(u->from, LABEL);
	service->labels = arena_alloc(u->arena, service->label_count
	                                            * sizeof(*service->labels));
	for (size_t i = 0; i < service->label_count; i++) {
		service->labels[i].key = unpack_text(u->from);
		service->labels[i].value = unpack_text(u->from);
	}
}

static void
unpack_one(struct service_unpacker *u, struct service *service,
           const struct place *up)
{
	const uint8_t *views;

	service->id = unpack_text(u->from);
	views = unpack_octets(u->from, sizeof(service->views));
	if (service->id == NULL || views == NULL)
		return;
	memcpy(&service->views, views, sizeof(service->views));
	if (unpack8(u->from) != NO_SRV)
		service->srv = unpack_text(u->from);
	service->place = place_name(u->arena, up, service->id);
	u->value = place_member(u->arena, up, service->id);
	unpack_ports(u, service);
	unpack_hosts(u, service);
	unpack_clients(u, service);
	unpack_labels(u, service);
}

void
service_unpack(struct unpacker *from, struct spec *spec, struct arena *arena,
               const struct place *file)
{
	struct service_unpacker u = {.from = from, .arena = arena};
	const struct place *up = place_member(arena, file, "services");

	spec->service_count = unpack_count(from, SERVICE);
	spec->services =
	    arena_alloc(arena, spec->service_count * sizeof(*spec->services));
	for (size_t i = 0; i < spec->service_count && !from->bad; i++) {
		spec->services[i].spec = spec;
		unpack_one(&u, &spec->services[i], up);
	}
}
