/* SPDX-License-Identifier: ISC */
#include "zones/service/srv.h"

#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/rrset_repeated.h"

/* One record: a host at a port of a service, in the order in which they are
 * written. */
struct record {
	const uint8_t *owner;
	const struct service *service;
	const struct service_host *host;
	uint16_t port;
	uint32_t order;
};

struct publisher {
	const struct site *site;
	const struct spec *spec;
	struct record *records;
	size_t count;
};

/* LABEL._PROTOCOL at the apex, or NULL when that is too long. */
static const uint8_t *
owner_name(const struct publisher *p, const struct service *service,
           enum port_protocol protocol)
{
	struct arena *arena = p->site->arena;
	const char *text = arena_format(arena, "%s.%s", service->srv,
	                                protocol == PORT_TCP ? "_tcp" : "_udp");
	uint8_t name[DNAME_MAX];
	int length = dname_from_text(name, text, strlen(text), p->spec->apex);

	if (length < 0) {
		report_add(p->site->report, RULE_BAD_NAME, service->place,
		           "the SRV records' name %s.%s is too long: give the "
		           "service a shorter \"srv\"",
		           text, p->spec->text);
		return NULL;
	}
	dname_lower(name, name);
	return arena_copy(arena, name, (size_t)length);
}

static void
add_port(struct publisher *p, const struct service *service, uint16_t port,
         enum port_protocol protocol)
{
	const uint8_t *owner = owner_name(p, service, protocol);

	for (size_t i = 0; owner != NULL && i < service->host_count; i++) {
		p->records = arena_grow(p->site->arena, p->records, p->count,
		                        sizeof(*p->records));
		p->records[p->count] =
		    (struct record){.owner = owner,
		                    .service = service,
		                    .host = &service->hosts[i],
		                    .port = port,
		                    .order = (uint32_t)p->count};
		p->count++;
	}
}

static void
add_service(struct publisher *p, const struct service *service)
{
	for (size_t i = 0; i < service->port_count; i++) {
		const struct ports *ports = &service->ports[i];

		if (ports->first != ports->last)
			continue;
		if (ports->protocols & PORT_TCP)
			add_port(p, service, ports->first, PORT_TCP);
		if (ports->protocols & PORT_UDP)
			add_port(p, service, ports->first, PORT_UDP);
	}
}

static int
compare_records(const void *left, const void *right)
{
	const struct record *a = left, *b = right;
	int order = dname_compare(a->owner, b->owner);

	return order != 0 ? order
	                  : (a->order > b->order) - (a->order < b->order);
}

/* RFC 2782: priority, weight, port, target. */
static void
put_datum(struct rdatum *rdatum, const struct record *record,
          struct arena *arena)
{
	size_t target = dname_length(record->host->name);
	uint8_t *wire = arena_alloc(arena, 6 + target);

	wire_write16(wire, record->host->priority);
	wire_write16(wire + 2, record->host->weight);
	wire_write16(wire + 4, record->port);
	memcpy(wire + 6, record->host->name, target);
	rdatum->wire = wire;
	rdatum->length = (uint16_t)(6 + target);
}

/* RFC 2181 section 5: an RRset is a set. Two services may say the same. */
static void
drop_repeated(struct rrset *rrset, struct arena *arena)
{
	const bool *repeated = rrset_repeated(arena, rrset);
	uint32_t kept = 0;

	for (uint32_t i = 0; i < rrset->count; i++)
		if (!repeated[i])
			rrset->data[kept++] = rrset->data[i];
	rrset->count = kept;
}

/* Of records of one owner. */
static struct made_rrset *
make_rrset(const struct publisher *p, const struct record *records,
           size_t count)
{
	struct arena *arena = p->site->arena;
	struct made_rrset *made = arena_alloc(arena, sizeof(*made));
	struct rrset *rrset = &made->rrset;

	*rrset = (struct rrset){
	    .owner = records[0].owner,
	    .type = TYPE_SRV,
	    .ttl = p->spec->ttl,
	    .count = (uint32_t)count,
	    .data = arena_alloc(arena, count * sizeof(*rrset->data)),
	    .name = records[0].service->place,
	    .list = LIST_MADE};
	made->places = arena_alloc(arena, count * sizeof(*made->places));
	for (uint32_t i = 0; i < count; i++) {
		put_datum(&rrset->data[i], &records[i], arena);
		rrset->data[i].item = i;
		made->places[i] = records[i].host->place;
	}
	drop_repeated(rrset, arena);
	return made;
}

struct made_rrset **
service_publish(size_t *count, const struct site *site, const struct spec *spec,
                unsigned view)
{
	struct publisher p = {.site = site, .spec = spec};
	struct made_rrset **rrsets;
	size_t from = 0;

	*count = 0;
	for (size_t i = 0; i < spec->service_count; i++)
		if (spec->services[i].srv != NULL
		    && view_set_has(&spec->services[i].views, view))
			add_service(&p, &spec->services[i]);
	if (p.count == 0)
		return NULL;
	qsort(p.records, p.count, sizeof(*p.records), compare_records);
	rrsets = arena_alloc(site->arena, p.count * sizeof(*rrsets));
	for (size_t i = 1; i <= p.count; i++) {
		if (i < p.count
		    && dname_equal(p.records[i].owner, p.records[from].owner))
			continue;
		rrsets[(*count)++] = make_rrset(&p, &p.records[from], i - from);
		from = i;
	}
	return rrsets;
}
