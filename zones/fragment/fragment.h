/* SPDX-License-Identifier: ISC */
#ifndef MULLION_FRAGMENT_H
#define MULLION_FRAGMENT_H

#include "zones/fragment/fence.h"
#include "zones/site.h"
#include "zones/site_files.h"

/*
 * Fragments: files that machines write, each adding records to a zone of the
 * site as far as a fence of that zone lets it.
 *
 *   { "add-to": "example.com", "fragment": "acme",
 *     "records": { "_acme-challenge.www": { "TXT": { "text": ["..."] } } } }
 *
 * A fragment adds RRsets that nobody has written, in the views of its fence,
 * and can do nothing else. One that is broken is no error of the site: there
 * is a warning, and it counts with the content that it had when the site was
 * last published, or not at all.
 *
 *   text ------- good ----------> an overlay of its zone
 *     \- broken -> last good ---> the same
 *           \- none, broken too -> nothing
 *
 * Whether it is good shows in itself, here, and in the whole that it makes
 * with the site: checked.c tries once more, and says by choices what to take
 * (fragment_trial.h).
 */
enum fragment_take {
	FRAGMENT_TEXT, /* what the file has */
	FRAGMENT_LAST, /* what it had when the site was last published */
	FRAGMENT_NONE,
};

struct fragment {
	const struct site_file *file;
	const char *text; /* that was taken; NULL: nothing */
	size_t length;
	enum fragment_take taken;
};

/*
 * When all specs are read: reads the site's fragments and adds what they say
 * to their zones' overlays; site->fragments says what was taken of each.
 */
void fragment_read_all(struct site *site, const struct site_files *files);

/*
 * The text as a fragment of the site, told of in the report: true when it has
 * no error. Its zones get an overlay then, unless `only_try`. The text is
 * changed where numbers are too large (json_parse.h).
 */
bool fragment_take(struct site *site, struct report *report,
                   const struct place *file, char *text, size_t length,
                   bool only_try);

#endif
