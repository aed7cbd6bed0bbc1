/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PROVE_PROOF_H
#define MULLION_PROVE_PROOF_H

#include <stdio.h>

#include "zones/checked.h"
#include "zones/partition.h"
#include "zones/prove/survey.h"
#include "zones/service/policy.h"
#include "zones/site_hash.h"

/*
 * What a site gives to whom, and why nobody is given more. The images are made
 * in memory and asked by answer(), as a server asks them, so that it is proved
 * of what is served and not of what was written:
 *
 *   site --partition--> audiences and classes of sources --+
 *     \                                                    +--> claims
 *      `---images-----> survey of all that each gives -----+
 *
 * A claim is that something isn't visible or open from somewhere. It is proved
 * over all sources of its audience and all names of the images that may answer
 * them; where it isn't so, an address is the witness.
 */
struct claim {
	bool proved;
	const char *kind;    /* "hidden" */
	const char *subject; /* a domain, zone, network …; "" for none */
	const char *whom;    /* "from external", "in external"; "" for none */
	const char *text;    /* why, or the witness */
};

struct proof_view {
	struct image image;
	struct survey survey;
};

struct proof {
	struct arena *arena;
	const struct site *site;
	char site_hash[SITE_HASH_TEXT];
	struct policy policy;
	struct partition partition; /* its set i: clients of opening i */
	struct proof_view *views;
	struct claim *claims;
	size_t claim_count;
	size_t witness_count; /* of them not proved */
};

/*
 * Proves a site without errors. Serials that compile would choose are 1. A
 * code of checked_image() or survey_image(), or ERR_SYSTEM where a file can't
 * be read any more. The proof lives as long as what was checked.
 */
int proof_make(struct proof *proof, struct checked *checked);

/* A sentence each for what is not proved; NULL behind the last. */
const char *proof_unmodelled(size_t i);

/* As text, a claim a line; with names, each name that answers, too. */
void proof_print(const struct proof *proof, bool names, FILE *out);

/* A line each of that, for a view of which there are images alone. */
void proof_print_view(const char *name, bool external,
                      const struct survey *survey, FILE *out);
void
proof_print_zone(const char *view, const struct survey_zone *zone, FILE *out);

#endif
