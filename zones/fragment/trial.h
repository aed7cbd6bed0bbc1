/* SPDX-License-Identifier: ISC */
#ifndef MULLION_FRAGMENT_TRIAL_H
#define MULLION_FRAGMENT_TRIAL_H

#include "zones/fragment/fragment.h"

/*
 * A fragment that is good by itself may still break a rule together with the
 * site: a private address outside, an answer that gets too large. So a site
 * that has errors is tried again with less of its fragments:
 *
 *   errors in fragments' files  -> those with what they had before, then none
 *   errors elsewhere            -> all with what they had before, then none;
 *                                  if the site has them still, they are its
 *                                  own, and the fragments count as before
 *
 * What a trial leaves out it tells of in the next one's report.
 */
struct fragment_choice {
	const char *relative;
	enum fragment_take take;
	const struct place *place; /* of what was wrong */
	const char *message;
};

struct fragment_trial {
	struct arena *arena; /* which outlives the trials */
	struct fragment_choice *choices;
	size_t count;
	struct fragment_choice *before; /* what they were before all were */
	size_t before_count;
	enum fragment_take probe; /* what all are tried with, NONE at last */
	bool settled;
};

/* What is to be taken of the file, or NULL: its text. */
const struct fragment_choice *
fragment_trial_choice(const struct fragment_trial *trial, const char *relative);

/* After a trial, all of whose findings are in the site's report: true when
 * there must be another one. now: for waivers, as of waiver_apply(). */
bool fragment_trial_again(struct fragment_trial *trial, const struct site *site,
                          int64_t now);

#endif
