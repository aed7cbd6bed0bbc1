/* SPDX-License-Identifier: ISC */
#include "zones/export/mesh.h"

/*
 * A NetworkPolicy (networking.k8s.io/v1) for each service. An ingress rule
 * with an empty list of peers, or of ports, would allow all of them: a rule
 * stands only where both have members.
 */
static void
append_ports(json_t *list, const struct export *export,
             const struct service *service, enum port_protocol protocol)
{
	struct port_ranges ranges;

	openings_ports(&ranges, export->writer.arena, service, protocol);
	for (size_t i = 0; i < ranges.count; i++) {
		const struct port_range *range = &ranges.items[i];
		json_t *port = json_pack("{s:s, s:i}", "protocol",
		                         protocol == PORT_TCP ? "TCP" : "UDP",
		                         "port", (int)range->first);

		if (range->last != range->first)
			json_object_set_new(port, "endPort",
			                    json_integer(range->last));
		json_array_append_new(list, port);
	}
}

static json_t *
make_peers(const struct export *export, const struct opening *opening)
{
	json_t *clients = mesh_clients(export, opening), *client;
	json_t *peers = json_array();
	size_t index;

	json_array_foreach(clients, index, client)
	{
		json_array_append_new(
		    peers, json_pack("{s:{s:O}}", "ipBlock", "cidr", client));
	}
	json_decref(clients);
	return peers;
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
		    ingress, json_pack("{s:o, s:o}", "from",
		                       make_peers(export, service->openings[i]),
		                       "ports", ports));
	}
	return json_pack("{s:o, s:[s], s:o}", "podSelector",
	                 mesh_selector(service->service), "policyTypes",
	                 "Ingress", "ingress", ingress);
}

static json_t *
make_denied(void)
{
	return json_pack("{s:{}, s:[s], s:[]}", "podSelector", "policyTypes",
	                 "Ingress", "ingress");
}

enum exit_status
export_networkpolicy(const struct export *export)
{
	static const struct mesh_format format = {
	    .version = "networking.k8s.io/v1",
	    .kind = "NetworkPolicy",
	    .spec = make_spec,
	    .denied = make_denied,
	    .denies = "what the spec doesn't open, to every pod of the "
		      "namespace",
	};

	return mesh_write(export, &format);
}
