/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "zones/network_list.h"
#include "zones/ports.h"
#include "zones/service/service_labels.h"
#include "zones/service/service_read.h"
#include "zones/view_list.h"

static const struct value_member members[] = {
    {"views", true},    {"ports", true}, {"hosts", true},
    {"clients", false}, {"srv", false},  {"labels", false},
};

static const struct value_member host_members[] = {
    {"name", true},
    {"priority", false},
    {"weight", false},
};

enum { ID_MAX = DNAME_LABEL_MAX - 1 }; /* with "_" before it, a label */

static bool
is_word(const char *text, size_t max)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-_";
	size_t length = strlen(text);

	return length >= 1 && length <= max && strspn(text, plain) == length;
}

static bool
is_id(const char *id)
{
	return is_word(id, ID_MAX) && id[0] != '-' && id[0] != '_';
}

/* Views in `views` that the zone doesn't list. */
static void
check_view(const struct spec_reader *r, struct value item, const char *name,
           const struct view_set *views)
{
	struct view_set others = {0};

	for (unsigned i = 0; i < r->site->view_count; i++)
		if (view_set_has(views, i) && !view_set_has(&r->spec->views, i))
			view_set_add(&others, i);
	if (!r->views_known || view_set_empty(&others))
		return;
	if (name[0] == '@')
		report_add(r->reader.report, RULE_UNKNOWN_VIEW, item.place,
		           "\"%s\" holds views that aren't among the zone's "
		           "\"views\" (%s): add them there, or list the "
		           "service's views one by one",
		           name, view_list_text(r->site, &others));
	else
		report_add(r->reader.report, RULE_UNKNOWN_VIEW, item.place,
		           "\"%s\" isn't among the zone's \"views\": add it "
		           "there, or take it from the service",
		           name);
}

static void
read_views(const struct spec_reader *r, struct service *service,
           struct value list)
{
	if (list.json == NULL || !value_is_array(&r->reader, list, "\"views\""))
		return;
	if (json_array_size(list.json) == 0)
		report_add(r->reader.report, RULE_SCHEMA, list.place,
		           "\"views\" lists no view, so nobody would know of "
		           "the service: add one");
	for (size_t i = 0; i < json_array_size(list.json); i++) {
		struct value item = value_item(&r->reader, list, i);
		const char *name =
		    value_text(&r->reader, item, "the name of a view");
		struct view_set views = {0};

		if (name == NULL
		    || !view_list_name(r->site, name, item.place, &views))
			continue;
		check_view(r, item, name, &views);
		service->views = view_set_either(
		    service->views, view_set_both(views, r->spec->views));
	}
}

/* Nothing written: `_` and the id. */
static void
read_srv(const struct spec_reader *r, struct service *service, struct value srv)
{
	const char *text;

	if (srv.json == NULL) {
		service->srv =
		    arena_format(r->reader.arena, "_%s", service->id);
		return;
	}
	if (json_is_false(srv.json))
		return;
	if (!json_is_string(srv.json)) {
		report_add(r->reader.report, RULE_SCHEMA, srv.place,
		           "\"srv\" must be a label as \"_ldap\", or false");
		return;
	}
	text = value_text(&r->reader, srv, "\"srv\"");
	if (text == NULL)
		return;
	if (text[0] == '_' && is_word(text, DNAME_LABEL_MAX)
	    && text[1] != '\0') {
		service->srv = arena_string(r->reader.arena, text);
		return;
	}
	report_add(r->reader.report, RULE_SCHEMA, srv.place,
	           "\"%s\" can't be the label of an SRV record: write \"_\" "
	           "and letters, digits, hyphens or underscores, as in "
	           "\"_ldap\"",
	           text);
}

static void
read_number(const struct spec_reader *r, struct value host, const char *key,
            const char *what, uint16_t *number)
{
	struct value value = value_get(&r->reader, host, key);
	json_int_t read;

	if (value.json != NULL
	    && value_number(&r->reader, value, what, RULE_SCHEMA, UINT16_MAX,
	                    &read))
		*number = (uint16_t)read;
}

/* A name, or { "name": ..., "priority": ..., "weight": ... }. */
static bool
read_host(const struct spec_reader *r, struct service_host *host,
          struct value item)
{
	struct value name = item;
	const uint8_t *read;
	uint8_t *lower;

	*host = (struct service_host){.place = item.place};
	if (json_is_object(item.json)) {
		(void)value_check_members(
		    &r->reader, item, "a host", host_members,
		    sizeof(host_members) / sizeof(host_members[0]));
		read_number(r, item, "priority", "\"priority\"",
		            &host->priority);
		read_number(r, item, "weight", "\"weight\"", &host->weight);
		name = value_get(&r->reader, item, "name");
		if (name.json == NULL)
			return false;
	}
	read = spec_read_name(r, name, "a host's name");
	if (read == NULL)
		return false;
	lower = arena_copy(r->reader.arena, read, dname_length(read));
	dname_lower(lower, lower);
	host->name = lower;
	return true;
}

static void
read_hosts(const struct spec_reader *r, struct service *service,
           struct value list)
{
	size_t count;

	if (list.json == NULL || !value_is_array(&r->reader, list, "\"hosts\""))
		return;
	count = json_array_size(list.json);
	if (count == 0)
		report_add(r->reader.report, RULE_SCHEMA, list.place,
		           "\"hosts\" lists no host: name those that offer "
		           "the service");
	service->hosts =
	    arena_alloc(r->reader.arena, count * sizeof(*service->hosts));
	for (size_t i = 0; i < count; i++)
		if (read_host(r, &service->hosts[service->host_count],
		              value_item(&r->reader, list, i)))
			service->host_count++;
}

static void
read_ports(const struct spec_reader *r, struct service *service,
           struct value list)
{
	ports_read(r->site, list, &service->ports, &service->port_count);
	if (json_is_array(list.json) && json_array_size(list.json) == 0)
		report_add(r->reader.report, RULE_SCHEMA, list.place,
		           "\"ports\" lists no port: add one, as in "
		           "\"443/tcp\"");
}

static void
read_clients(const struct spec_reader *r, struct service *service,
             struct value clients)
{
	const char *text;

	if (clients.json == NULL)
		return;
	if (!json_is_string(clients.json)) {
		network_list_read(r->site, clients, "\"clients\"", true,
		                  &service->clients);
		return;
	}
	text = json_string_value(clients.json);
	service->clients_view = strcmp(text, "view") == 0;
	if (!service->clients_view)
		report_add(
		    r->reader.report, RULE_SCHEMA, clients.place,
		    "\"clients\" must be a list of networks, or \"view\" "
		    "for all clients of the service's views");
}

static void
read_one(const struct spec_reader *r, struct service *service,
         struct value object)
{
	const struct reader *reader = &r->reader;

	(void)value_check_members(reader, object, "a service", members,
	                          sizeof(members) / sizeof(members[0]));
	read_views(r, service, value_get(reader, object, "views"));
	read_srv(r, service, value_get(reader, object, "srv"));
	read_ports(r, service, value_get(reader, object, "ports"));
	read_hosts(r, service, value_get(reader, object, "hosts"));
	read_clients(r, service, value_get(reader, object, "clients"));
	service_labels_read(r, service, value_get(reader, object, "labels"));
}

void
service_read(const struct spec_reader *r, struct value services)
{
	struct spec *spec = r->spec;
	const char *key;
	json_t *json;

	if (services.json == NULL
	    || !value_is_object(&r->reader, services, "\"services\""))
		return;
	spec->services =
	    arena_alloc(r->reader.arena, json_object_size(services.json)
	                                     * sizeof(*spec->services));
	json_object_foreach(services.json, key, json)
	{
		struct service *service = &spec->services[spec->service_count];
		struct value object;

		if (value_is_comment(key))
			continue;
		object = value_get(&r->reader, services, key);
		*service = (struct service){
		    .id = object.place->key,
		    .spec = spec,
		    .place = place_name(r->reader.arena, services.place,
		                        object.place->key)};
		if (!is_id(key)) {
			report_add(r->reader.report, RULE_SCHEMA,
			           service->place,
			           "\"%s\" can't be a service's id: use "
			           "letters, digits, hyphens and underscores, "
			           "%d at most, a letter or digit first",
			           key, ID_MAX);
			continue;
		}
		if (!value_is_object(&r->reader, object, "a service"))
			continue;
		read_one(r, service, object);
		spec->service_count++;
	}
}
