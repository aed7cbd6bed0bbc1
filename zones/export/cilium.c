/* SPDX-License-Identifier: ISC */
#include "zones/export/mesh.h"

/*
 * A CiliumNetworkPolicy (cilium.io/v2) for each service. A list of ports has
 * 40 members at most, so more of them are several lists. An empty rule, {},
 * allows nothing and makes what it selects deny the rest.
 */
enum { PORTS_MAX = 40 };

static void
append_ports(json_t *lists, const struct export *export,
             const struct service *service, enum port_protocol protocol)
{
	struct port_ranges ranges;
	char text[8];

	openings_ports(&ranges, export->writer.arena, service, protocol);
	for (size_t i = 0; i < ranges.count; i++) {
		const struct port_range *range = &ranges.items[i];
		size_t last = json_array_size(lists);
		json_t *list =
		    last == 0 ? NULL
			      : json_object_get(json_array_get(lists, last - 1),
		                                "ports");
		json_t *port;

		if (list == NULL || json_array_size(list) == PORTS_MAX) {
			list = json_array();
			json_array_append_new(
			    lists, json_pack("{s:o}", "ports", list));
		}
		snprintf(text, sizeof(text), "%u", range->first);
		port = json_pack("{s:s, s:s}", "port", text, "protocol",
		                 protocol == PORT_TCP ? "TCP" : "UDP");
		if (range->last != range->first)
			json_object_set_new(port, "endPort",
			                    json_integer(range->last));
		json_array_append_new(list, port);
	}
}

static json_t *
make_spec(const struct export *export, const struct mesh_service *service,
          const char **why)
{
	json_t *ingress = json_array();

	(void)why;
	for (size_t i = 0; i < service->count; i++) {
		json_t *ports = json_array();

		append_ports(ports, export, service->service, PORT_TCP);
		append_ports(ports, export, service->service, PORT_UDP);
		json_array_append_new(
		    ingress,
		    json_pack("{s:o, s:o}", "fromCIDR",
		              mesh_clients(export, service->openings[i]),
		              "toPorts", ports));
	}
	if (service->count == 0)
		json_array_append_new(ingress, json_object());
	return json_pack("{s:o, s:o}", "endpointSelector",
	                 mesh_selector(service->service), "ingress", ingress);
}

static json_t *
make_denied(void)
{
	return json_pack("{s:{}, s:[{}]}", "endpointSelector", "ingress");
}

enum exit_status
export_cilium(const struct export *export)
{
	static const struct mesh_format format = {
	    .version = "cilium.io/v2",
	    .kind = "CiliumNetworkPolicy",
	    .spec = make_spec,
	    .denied = make_denied,
	    .denies = "what the spec doesn't open, to every endpoint of the "
		      "namespace",
	};

	return mesh_write(export, &format);
}
