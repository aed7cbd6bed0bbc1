/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CHECK_ZONE_H
#define MULLION_CHECK_ZONE_H

#include <stdbool.h>

#include "zones/report.h"
#include "zones/zone.h"

/*
 * What the checks of a span of names share. check.c goes through them and calls
 * the others for each RRset.
 */
struct checker {
	const struct tree *tree;
	const struct zone *zone;
	struct report *report;
	struct arena *arena;
	const uint8_t *twice; /* the apex below itself: a.example.com. ->
	                       * example.com.example.com.; NULL when too long */
	const char *subject;  /* the name that is looked at, in text; NULL
	                       * until there is something to report */
};

/* The subject of a finding about the name. */
const char *check_subject(struct checker *checker, const struct name *name);

/* check_target.c: the names in the RRset's data. */
void check_targets(struct checker *checker, const struct name *name,
                   const struct rrset *rrset);

/* Marks the names of the zone that its NS records lead to. */
void check_mark_glue(const struct zone *zone);

/* check_reverse.c: a PTR, and the addresses of its target. */
void check_pointer(struct checker *checker, const struct name *name,
                   const struct rrset *rrset);

/* check_reach.c: where a question for a name ends in the view. */
enum reach {
	REACH_UNKNOWN, /* outside of it, delegated, or redirected */
	REACH_NOTHING, /* a name that doesn't exist */
	REACH_NAME,    /* a name, or the wildcard that stands for it */
};

/* Of the name itself, whatever it has. near: a zone that may be its, or NULL
 * (zone_of_near()). */
enum reach check_reach_one(const struct tree *tree, const struct zone *near,
                           const uint8_t *target, const struct name **name);

/* CNAMEs are followed; *name is set for REACH_NAME. *aliased, which may be
 * NULL: a CNAME was met on the way. */
enum reach check_reach(const struct tree *tree, const struct zone *near,
                       const uint8_t *target, const struct name **name,
                       bool *aliased);

#endif
