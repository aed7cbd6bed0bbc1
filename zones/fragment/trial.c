/* SPDX-License-Identifier: ISC */
#include "zones/fragment/trial.h"

#include <string.h>

#include "zones/fragment/last.h"
#include "zones/waiver.h"

const struct fragment_choice *
fragment_trial_choice(const struct fragment_trial *trial, const char *relative)
{
	for (size_t i = 0; trial != NULL && i < trial->count; i++)
		if (strcmp(trial->choices[i].relative, relative) == 0)
			return &trial->choices[i];
	return NULL;
}

/* What is tried next of a fragment. */
static enum fragment_take
next_take(const struct site *site, const struct fragment *fragment)
{
	const char *relative = fragment->file->relative, *last;
	size_t length;

	if (fragment->taken != FRAGMENT_TEXT)
		return FRAGMENT_NONE;
	last = fragment_last_find(site->last_fragments, relative, &length);
	return last == NULL
	               || (length == fragment->length
	                   && memcmp(last, fragment->text, length) == 0)
	           ? FRAGMENT_NONE
	           : FRAGMENT_LAST;
}

/* The first that is said of a fragment stands. */
static void
choose(struct fragment_trial *trial, const struct fragment *fragment,
       enum fragment_take take, const struct place *place, const char *message)
{
	const char *relative = fragment->file->relative;
	struct fragment_choice *choice =
	    (struct fragment_choice *)fragment_trial_choice(trial, relative);

	if (choice != NULL) {
		choice->take = take;
		return;
	}
	trial->choices = arena_grow(trial->arena, trial->choices, trial->count,
	                            sizeof(*trial->choices));
	trial->choices[trial->count++] = (struct fragment_choice){
	    .relative = arena_string(trial->arena, relative),
	    .take = take,
	    .place = place_copy(trial->arena, place),
	    .message = arena_string(trial->arena, message)};
}

struct judge {
	struct fragment_trial *trial;
	const struct site *site;
	size_t blamed;     /* errors in fragments' files */
	const char *first; /* another error */
};

static void
judge_finding(void *context, const struct report_said *said)
{
	struct judge *judge = context;
	const char *path = place_path(said->place);

	if (!said->error)
		return;
	for (size_t i = 0; i < judge->site->fragment_count; i++) {
		const struct fragment *fragment = &judge->site->fragments[i];

		if (fragment->text == NULL
		    || strcmp(fragment->file->name, path) != 0)
			continue;
		judge->blamed++;
		choose(judge->trial, fragment, next_take(judge->site, fragment),
		       said->place,
		       arena_format(judge->site->arena, "%s (%s)",
		                    said->message, rule_info(said->rule)->id));
		return;
	}
	if (judge->first == NULL)
		judge->first = arena_string(judge->site->arena, said->message);
}

/* All with what they had before, or none: true when that is another trial. */
static bool
probe(struct fragment_trial *trial, const struct site *site,
      enum fragment_take take, const char *first)
{
	bool other = false;

	for (size_t i = 0; i < site->fragment_count; i++) {
		const struct fragment *fragment = &site->fragments[i];
		enum fragment_take next = take == FRAGMENT_NONE
		                              ? FRAGMENT_NONE
		                              : next_take(site, fragment);

		if (fragment->text == NULL || next < take
		    || (take == FRAGMENT_LAST && next == FRAGMENT_NONE))
			continue;
		other = true;
		choose(trial, fragment, next,
		       place_file(site->arena, fragment->file->name),
		       arena_format(site->arena,
		                    "with this fragment the site has an error: "
		                    "%s",
		                    first));
	}
	trial->probe = take;
	return other;
}

static void
remember(struct fragment_trial *trial)
{
	trial->before = arena_copy(trial->arena, trial->choices,
	                           trial->count * sizeof(*trial->choices));
	trial->before_count = trial->count;
}

bool
fragment_trial_again(struct fragment_trial *trial, const struct site *site,
                     int64_t now)
{
	struct judge judge = {.trial = trial, .site = site};

	if (trial->settled || site->fragment_count == 0)
		return false;
	if (report_errors(site->report) == 0) {
		trial->settled = true;
		return false;
	}
	/* Waivers use themselves up: what is shown in the end is of a trial
	 * in which they weren't applied yet. */
	waiver_apply(site, (time_t)now);
	if (report_errors(site->report) == 0) {
		trial->settled = true;
		return true;
	}
	report_each(site->report, judge_finding, &judge);
	if (judge.blamed > 0)
		return true;
	if (trial->probe == FRAGMENT_TEXT)
		remember(trial);
	if (trial->probe < FRAGMENT_LAST
	    && probe(trial, site, FRAGMENT_LAST, judge.first))
		return true;
	if (trial->probe < FRAGMENT_NONE
	    && probe(trial, site, FRAGMENT_NONE, judge.first))
		return true;
	trial->choices = trial->before;
	trial->count = trial->before_count;
	trial->settled = true;
	return true;
}
