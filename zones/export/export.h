/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPORT_H
#define MULLION_EXPORT_H

#include "zones/checked.h"
#include "zones/cli.h"
#include "zones/export/domains.h"
#include "zones/export/writer.h"
#include "zones/service/policy.h"

/*
 * A site's spec as other programs' configuration. Each format is a file of its
 * own here that writes one text from a struct export, and a line of the table
 * in format.c. All texts are in a stable order, tell the site's hash and how
 * they were made, and name the file and line that each part comes from.
 */
struct export_server {
	struct net_address address;
	uint16_t port;
};

/* Where a load balancer accepts the connections of a view's clients. */
struct export_listen {
	const char *view; /* NULL: of the one view that there is */
	struct net_address address;
};

/* The command line. */
struct export_request {
	const struct export_format *format;
	const char *site;
	const char *view;     /* or NULL */
	const uint8_t *zone;  /* or NULL: all zones */
	const char *previous; /* folder of the last images, or NULL */
	uint32_t now;         /* serial of what isn't in it: serial.h */
	const struct export_server *servers; /* where mullion is */
	size_t server_count;
	const struct export_listen *listens;
	size_t listen_count;
	const char *space;   /* of a mesh's objects, or NULL */
	const char *command; /* the line itself, for a shell */
};

struct export
{
	const struct export_request *request;
	struct checked *checked;
	const struct view *view; /* the one that was asked for, or NULL */
	struct domains domains;  /* of that view, for resolvers */
	struct policy policy;    /* of all views */
	struct writer writer;
	const char *hash; /* of the site: site_hash.h */
};

enum export_option {
	EXPORT_VIEW = 1,     /* needs one view */
	EXPORT_SERVERS = 2,  /* needs --server */
	EXPORT_ZONES = 4,    /* takes --zone, --previous and --serial */
	EXPORT_LISTENS = 8,  /* needs --listen */
	EXPORT_OBJECTS = 16, /* takes --namespace */
};

struct export_format {
	const char *name;
	unsigned options;    /* enum export_option */
	const char *comment; /* how one begins; NULL: it has none */
	const char *title;   /* what it is, in its header */
	/* Writes the text behind the header. What makes that impossible is
	 * in the report or on standard error. */
	enum exit_status (*write)(const struct export *export);
};

/* The format of that name, or NULL; *nearest is what was meant, or NULL. */
const struct export_format *
export_format(const char *name, const char **nearest);

/* Each format; NULL behind the last. */
const struct export_format *export_format_at(size_t index);

/* Reads and checks the site and prints the format on standard output, whole or
 * not at all. Messages go to standard error. */
enum exit_status export_run(const struct export_request *request);

/*
 * Says on standard error that something of the spec is left out of the text,
 * and why; once in both times that it is written. Returns the same, with the
 * place, for the text itself.
 */
const char *export_left_out(const struct export *export,
                            const struct place *place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

enum exit_status export_bind(const struct export *export);
enum exit_status export_bind_options(const struct export *export);
enum exit_status export_cilium(const struct export *export);
enum exit_status export_coredns(const struct export *export);
enum exit_status export_dnsmasq(const struct export *export);
enum exit_status export_haproxy(const struct export *export);
enum exit_status export_istio(const struct export *export);
enum exit_status export_knot_resolver(const struct export *export);
enum exit_status export_networkpolicy(const struct export *export);
enum exit_status export_nftables(const struct export *export);
enum exit_status export_resolved(const struct export *export);
enum exit_status export_unbound(const struct export *export);
enum exit_status export_zone_files(const struct export *export);

#endif
