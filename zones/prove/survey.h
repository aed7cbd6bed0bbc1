/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PROVE_SURVEY_H
#define MULLION_PROVE_SURVEY_H

#include "lib/image.h"
#include "zones/view.h"

/*
 * All that one view's image gives, gone through once: every name that it
 * holds is asked for, and every record's names and addresses are held against
 * what is reserved. What comes out is numbers, and for what shouldn't be there
 * the first place where it is.
 */
enum survey_kind {
	SURVEY_ANSWER,     /* the name has data, which a client is given */
	SURVEY_DELEGATION, /* it is a zone cut */
	SURVEY_EMPTY,      /* an empty non-terminal */
	SURVEY_OCCLUDED,   /* below a cut or a DNAME, or in a deeper zone of
	                    * the view, which answers in its place */
	SURVEY_KINDS
};

struct survey_zone {
	const char *apex;              /* as text, lower case, final dot */
	const struct image_zone *zone; /* its hash of the content, its serial */
	uint8_t *kinds;                /* of each name, in the image's order */
	uint32_t counts[SURVEY_KINDS]; /* names of each kind */
	uint32_t wildcards;            /* of those that answer, "*" */
	/* An answer wasn't what the image holds: the first such name, or NULL
	 */
	const char *broken;
};

/* Something that the view gives, and where. */
struct survey_hit {
	const char *owner; /* NULL: there is none */
	const char *type;
	const char *what; /* the name or address that it leads to, or what kind
	                   * of address that is */
};

/* What the view gives of one reserved domain or range that it may not see. */
struct survey_reserved {
	uint32_t names; /* at or below the domain, with data */
	uint32_t data;  /* RDATA that leads there: names, or addresses */
	struct survey_hit name;
	struct survey_hit datum;
	/* What a client is answered who asks for the domain and for a name
	 * below it that isn't there: */
	uint16_t rcode;
	uint16_t rcode_below;
	const char *answered; /* the one that gets an answer, or NULL */
};

struct survey {
	struct survey_zone *zones; /* as the image has them */
	uint32_t zone_count;
	uint32_t names;     /* with data, occluded ones too */
	uint32_t targets;   /* names in RDATA */
	uint32_t addresses; /* in A, AAAA and the hints of SVCB and HTTPS */
	bool anybody;       /* there is a source that it answers */
	struct survey_reserved *reserved; /* of content->reservations[i];
	                                   * zero where the view may see it */
	uint32_t documentation;           /* addresses that are examples' */
	uint32_t unreachable; /* that aren't globally reachable otherwise */
	struct survey_hit address; /* the first of both */
};

/*
 * The image is a checked one of the view, whose reservations alone content is
 * read for. ERR_DAMAGED: a record doesn't read.
 */
int survey_image(struct survey *survey, struct arena *arena,
                 const struct image *image, const struct content *content);

#endif
