/* SPDX-License-Identifier: ISC */
#include "zones/export/mesh.h"

/*
 * An AuthorizationPolicy (security.istio.io/v1) for each service. It knows
 * single ports alone, as text, and TCP alone: Istio carries no UDP and can't
 * deny it either.
 */
enum { PORTS_MAX = 1024 }; /* that a range is written out to */

/* NULL: there are too many. */
static json_t *
make_ports(const struct export *export, const struct service *service)
{
	struct port_ranges ranges;
	json_t *list = json_array();
	char text[8];

	openings_ports(&ranges, export->writer.arena, service, PORT_TCP);
	for (size_t i = 0; i < ranges.count; i++)
		for (unsigned port = ranges.items[i].first;
		     port <= ranges.items[i].last; port++) {
			if (json_array_size(list) == PORTS_MAX) {
				json_decref(list);
				return NULL;
			}
			snprintf(text, sizeof(text), "%u", port);
			json_array_append_new(list, json_string(text));
		}
	return list;
}

static json_t *
make_spec(const struct export *export, const struct mesh_service *service,
          const char **why)
{
	json_t *ports = make_ports(export, service->service), *rules;

	if (ports == NULL || json_array_size(ports) == 0) {
		*why = ports == NULL
		           ? "it has more than 1024 ports, and Istio takes "
		             "them one by one"
		           : "it has no TCP port, and Istio carries no UDP";
		json_decref(ports);
		return NULL;
	}
	rules = json_array();
	for (size_t i = 0; i < service->count; i++)
		json_array_append_new(
		    rules, json_pack("{s:[{s:{s:o}}], s:[{s:{s:O}}]}", "from",
		                     "source", "ipBlocks",
		                     mesh_clients(export, service->openings[i]),
		                     "to", "operation", "ports", ports));
	json_decref(ports);
	return json_pack("{s:o, s:s, s:o}", "selector",
	                 mesh_selector(service->service), "action", "ALLOW",
	                 "rules", rules);
}

/* One that allows, and nothing: not one that denies, which would win. */
static json_t *
make_denied(void)
{
	return json_pack("{s:s}", "action", "ALLOW");
}

enum exit_status
export_istio(const struct export *export)
{
	static const struct mesh_format format = {
	    .version = "security.istio.io/v1",
	    .kind = "AuthorizationPolicy",
	    .spec = make_spec,
	    .denied = make_denied,
	    .denies = "what the spec doesn't open by TCP, to every workload of "
		      "the namespace; Istio sees no UDP",
	};

	return mesh_write(export, &format);
}
