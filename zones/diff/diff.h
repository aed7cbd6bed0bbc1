/* SPDX-License-Identifier: ISC */
#ifndef MULLION_DIFF_H
#define MULLION_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/arena.h"

/*
 * What changes between two states of a site, and for whom: what `mullion diff`
 * prints. It is all text already, in the order in which it is printed, so that
 * each form of output (text, JSON, Markdown) only lays it out.
 *
 *   diff
 *    +- alerts: what whoever reviews this must not overlook
 *    +- views
 *        +- networks, resolvers, ports: sets, each with what came and went
 *        +- services, each with such sets of its own
 *        +- zones
 *            +- RRsets, each with its records before and after
 */
enum diff_kind { DIFF_SAME, DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED };

struct diff_texts {
	const char **items;
	size_t count;
};

struct diff_rrset {
	enum diff_kind kind;
	const char *owner; /* absolute */
	const char *type;
	uint32_t old_ttl;
	uint32_t new_ttl;
	struct diff_texts old; /* records, in the order in which they are */
	struct diff_texts new; /* answered */
	bool first; /* no view of external trust had its name before */
};

struct diff_zone {
	enum diff_kind kind;
	const char *apex;
	struct diff_rrset *rrsets; /* by owner in canonical order, then type */
	size_t count;
};

/* What came into a set and what went: networks, ports. */
struct diff_set {
	struct diff_texts added;
	struct diff_texts removed;
};

/* What a service opens in a view: policy.h. */
struct diff_service {
	enum diff_kind kind;
	const char *id;
	struct diff_set hosts; /* addresses */
	struct diff_set ports;
	struct diff_set clients;
	bool opens; /* some client may connect to more than before */
};

struct diff_count {
	size_t added;
	size_t removed;
	size_t changed;
};

struct diff_view {
	enum diff_kind kind;
	const char *name;
	const char *was; /* it had this name before, or NULL */
	bool external;
	bool was_external;
	struct diff_set networks;
	struct diff_set resolvers;
	struct diff_set ports;
	struct diff_service *services; /* those that changed, by id */
	size_t service_count;
	struct diff_zone *zones; /* those that changed */
	size_t zone_count;
	struct diff_count rrsets;
	size_t old_rrsets; /* that there were, SOA records not counted */
	size_t first;      /* names that no view of external trust had */
};

enum diff_alert_kind {
	ALERT_FIRST_EXTERNAL, /* names: struct diff_view's `first` */
	ALERT_TRUST,          /* a view is no longer internal */
	ALERT_VIEW_ADDED,
	ALERT_VIEW_REMOVED,
	ALERT_CLIENTS,     /* more clients in a view of internal trust */
	ALERT_PORT_OPENED, /* in a view's port space */
	ALERT_SERVICE_OPENED,
	ALERT_ZONE_REMOVED,
	ALERT_APEX_NS, /* an NS at an apex goes or changes */
};

/* One of a kind for a view: what it says, and of what. */
struct diff_alert {
	enum diff_alert_kind kind;
	const char *view;
	const char *text;           /* "loses the zones" */
	struct diff_texts subjects; /* names, zones, networks, ports; or none */
	size_t count; /* of them: some names may not be among subjects */
};

struct diff {
	struct arena *arena;
	struct diff_view *views; /* as in the new state, those that went last */
	size_t view_count;
	struct diff_count views_by_kind;
	struct diff_count rrsets;
	struct diff_alert *alerts;
	size_t alert_count;
	bool ports; /* both are sites: images say nothing of ports, nor of
	             * services */
};

struct diff_side;

/* Compares two sides (side.h). soa: an SOA of which nothing but the serial is
 * another counts too. All is in the arena. */
void diff_sides(struct diff *diff, struct arena *arena,
                const struct diff_side *old, const struct diff_side *new,
                bool soa);

/* Something is another. */
bool diff_any(const struct diff *diff);

/* "view a loses the zones x. and 3 more", of which at most so many are named;
 * in the diff's arena. */
const char *
diff_alert_text(const struct diff *diff, const struct diff_alert *alert);

/* "first-external" */
const char *diff_alert_id(enum diff_alert_kind kind);

#endif
