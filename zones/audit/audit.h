/* SPDX-License-Identifier: ISC */
#ifndef MULLION_AUDIT_H
#define MULLION_AUDIT_H

#include <stdio.h>

#include "zones/diff/side.h"
#include "zones/place_lines.h"
#include "zones/prove/proof.h"

/*
 * All that a person who answers for a site wants to see at once: who is given
 * what, name by name, the proof that it is no more, what was waived and why,
 * and what changed since an earlier audit. Of a folder of images what they
 * tell: views, networks, zones, names, hashes and serials.
 *
 *   site -> proof ---------------------------+
 *     \                                      +--> text, JSON, page
 *      `--> images -> names, each answered --+        |
 *                     as each view does it            `-> --against, later
 */
enum audit_by {
	AUDIT_DATA,       /* the name's own records */
	AUDIT_DELEGATION, /* it is a zone cut, or below one */
	AUDIT_WILDCARD,   /* a wildcard's, or by way of an alias */
	AUDIT_EMPTY,      /* nothing of any type, but it exists */
	AUDIT_NOTHING,    /* it doesn't: the status says how */
};

/* What some views answer about a name, all of them the same. */
struct audit_answer {
	struct view_set views;
	enum audit_by by;
	const char *status;   /* "NXDOMAIN" */
	const char *zone;     /* that the records are in; NULL: none are */
	const char **records; /* "300 A 192.0.2.1" */
	size_t record_count;
};

/* A name that has records of its own in some view. */
struct audit_name {
	const uint8_t *name;
	const char *text;
	struct audit_answer *answers; /* of all views, by the first of each */
	size_t answer_count;
};

/* Something that isn't as it was in the earlier audit. */
struct audit_change {
	const char *what;    /* "claim", "image", "name", "networks", "ports",
	                      * "reserved", "service", "view", "waiver", "zone" */
	const char *subject; /* the name, zone … */
	const char *view;    /* in which it changed, or "" */
	const char *before;  /* NULL: it wasn't there */
	const char *now;     /* NULL: it is there no more */
};

struct audit {
	struct arena *arena;
	const struct diff_side *side;
	const struct diff_side *published; /* images of the site, or NULL */
	const struct proof *proof;         /* NULL of images */
	const struct survey **surveys;     /* of the side's views */
	struct audit_name *names;          /* in canonical order */
	size_t name_count;
	struct place_lines *lines; /* of the waivers */
	const char *against;       /* what the earlier audit was of, or NULL */
	struct audit_change *changes;
	size_t change_count;
};

/*
 * Gathers it all. proof is the side's, where that is a site; published is a
 * folder of its images, whose hashes and serials are told then, or NULL.
 * ERR_DAMAGED: an image doesn't read.
 */
int audit_make(struct audit *audit, struct arena *arena,
               const struct diff_side *side, const struct proof *proof,
               const struct diff_side *published);

/* The image of a view that is in a folder, whose hash means something: what
 * the audit is of, or what is published. NULL where there is none. */
const struct image *audit_image(const struct audit *audit, size_t view);

/* The zone in that image, or NULL. */
const struct image_zone *audit_image_zone(const struct audit *audit,
                                          size_t view,
                                          const struct survey_zone *zone);

/* audit_names.c: the names of all views, and their answers. ERR_DAMAGED. */
int audit_read_names(struct audit *audit);

/*
 * audit_changes.c: what is other than in an earlier audit, the text of one in
 * JSON. ERR_MALFORMED: it is none.
 */
int audit_compare(struct audit *audit, const char *text, size_t length);

/* The site's waivers, those of the views' file first; NULL behind the last. */
const struct waiver *audit_waiver(const struct audit *audit, size_t i);

/* Where it stands, "FILE:LINE:COLUMN". */
const char *
audit_waiver_place(const struct audit *audit, const struct waiver *waiver);

/* What isn't proved, or images don't tell: NULL behind the last. */
const char *audit_unmodelled(const struct audit *audit, size_t i);

/* "data", "wildcard" … */
const char *audit_by_text(enum audit_by by);

/* SHA-256 in hex digits. */
const char *audit_hash(struct arena *arena, const uint8_t *hash);

/* The networks that an image answers, "10.0.0.0/8" each, in the arena. */
const char **
audit_networks(struct arena *arena, const struct image *image, size_t *count);

/* As lines of text, as JSON, and as a page. */
void audit_text(const struct audit *audit, FILE *out);
void audit_json(const struct audit *audit, FILE *out);
void audit_html(const struct audit *audit, FILE *out);

#endif
