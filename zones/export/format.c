/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/export/export.h"
#include "zones/spelling.h"

enum { RESOLVER = EXPORT_VIEW | EXPORT_SERVERS };

static const struct export_format formats[] = {
    {"zonefile", EXPORT_VIEW | EXPORT_ZONES, ";", "zone files",
     export_zone_files},
    {"unbound", RESOLVER, "#", "clauses of unbound.conf(5)", export_unbound},
    {"bind", RESOLVER, "//", "zones of named.conf(5)", export_bind},
    {"bind-options", RESOLVER, "//", "options of named.conf(5)",
     export_bind_options},
    {"knot-resolver", RESOLVER, "--", "configuration of kresd(8), in Lua",
     export_knot_resolver},
    {"dnsmasq", RESOLVER, "#", "configuration of dnsmasq(8)", export_dnsmasq},
    {"systemd-resolved", RESOLVER, "#", "a drop-in of resolved.conf(5)",
     export_resolved},
    {"coredns", RESOLVER, "#", "server blocks of a Corefile", export_coredns},
    {"nftables", 0, "#", "a table for nft(8)", export_nftables},
    {"haproxy", EXPORT_LISTENS, "#", "frontends and backends of haproxy(1)",
     export_haproxy},
    {"networkpolicy", EXPORT_OBJECTS, NULL, NULL, export_networkpolicy},
    {"istio", EXPORT_OBJECTS, NULL, NULL, export_istio},
    {"cilium", EXPORT_OBJECTS, NULL, NULL, export_cilium},
};

enum { FORMATS = sizeof(formats) / sizeof(formats[0]) };

const struct export_format *
export_format_at(size_t index)
{
	return index < FORMATS ? &formats[index] : NULL;
}

const struct export_format *
export_format(const char *name, const char **nearest)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	*nearest = spelling_nearest(name, &formats[0].name, FORMATS,
	                            sizeof(formats[0]));
	return NULL;
}
