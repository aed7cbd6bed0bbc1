/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <string.h>

#include "zones/file.h"
#include "zones/fragment/fragment.h"
#include "zones/fragment/last.h"
#include "zones/fragment/trial.h"
#include "zones/site_read.h"

/* Findings of a broken fragment on their way to the site's report. */
struct recast {
	struct site *site;
	const struct fragment *fragment;
};

static const char *
what_counts(const struct fragment *fragment)
{
	return fragment->taken == FRAGMENT_LAST
	           ? "the fragment counts with what it had when the site was "
	             "published"
	           : "the fragment is left out";
}

static void
recast_finding(void *context, const struct report_said *said)
{
	const struct recast *recast = context;
	const char *id = rule_info(said->rule)->id;

	if (said->rule == RULE_FRAGMENT)
		report_add(recast->site->report, RULE_FRAGMENT, said->place,
		           "%s: %s", said->message,
		           what_counts(recast->fragment));
	else if (said->error)
		report_add(recast->site->report, RULE_FRAGMENT, said->place,
		           "%s (%s): %s", said->message, id,
		           what_counts(recast->fragment));
}

/* What the fragment had before, if that is good now. */
static void
take_last(struct site *site, struct fragment *fragment,
          const struct place *place)
{
	size_t length;
	const char *last = fragment_last_find(
	    site->last_fragments, fragment->file->relative, &length);

	fragment->taken = FRAGMENT_NONE;
	fragment->text = NULL;
	if (last == NULL
	    || !fragment_take(site, report_new(site->arena), place,
	                      arena_string(site->arena, last), length, false))
		return;
	fragment->taken = FRAGMENT_LAST;
	fragment->text = last;
	fragment->length = length;
}

static void
take_text(struct site *site, struct fragment *fragment,
          const struct place *place)
{
	struct report *report = report_new(site->arena);
	const struct recast recast = {site, fragment};
	size_t length = 0;
	char *text;

	if (file_read(site->arena, &text, &length, fragment->file->path) < 0)
		report_add(report, RULE_FRAGMENT, place,
		           "this can't be read (%s)", strerror(errno));
	else if (fragment_take(site, report, place,
	                       arena_copy(site->arena, text, length + 1),
	                       length, false)) {
		fragment->taken = FRAGMENT_TEXT;
		fragment->text = text;
		fragment->length = length;
		report_merge(site->report, report);
		return;
	}
	take_last(site, fragment, place);
	report_each(report, recast_finding, (void *)&recast);
}

static void
take_file(struct site *site, struct fragment *fragment)
{
	const struct fragment_choice *choice = fragment_trial_choice(
	    site->fragment_trial, fragment->file->relative);
	const struct place *place =
	    place_file(site->arena, fragment->file->name);

	if (choice == NULL) {
		take_text(site, fragment, place);
		return;
	}
	if (choice->take == FRAGMENT_LAST)
		take_last(site, fragment, place);
	else
		fragment->taken = FRAGMENT_NONE;
	report_add(site->report, RULE_FRAGMENT, choice->place, "%s: %s",
	           choice->message, what_counts(fragment));
}

void
fragment_read_all(struct site *site, const struct site_files *files)
{
	size_t count = 0;

	for (size_t i = 0; i < files->count; i++)
		count += files->items[i].kind == SITE_FRAGMENT;
	site->fragments =
	    arena_alloc(site->arena, count * sizeof(*site->fragments));
	for (size_t i = 0; i < files->count; i++) {
		const struct site_file *file = &files->items[i];
		struct fragment *fragment =
		    &site->fragments[site->fragment_count];

		if (file->kind != SITE_FRAGMENT)
			continue;
		site->fragment_count++;
		fragment->file = file;
		if (site_file_ignored(site, file))
			report_add(site->report, RULE_IGNORED_SPEC,
			           place_file(site->arena, file->name),
			           "\"ignore\" names this file, but it is a "
			           "fragment and read: move it out of the "
			           "site");
		take_file(site, fragment);
	}
}
