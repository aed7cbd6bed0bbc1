/* SPDX-License-Identifier: ISC */
#ifndef MULLION_FINDING_CASE_H
#define MULLION_FINDING_CASE_H

#include "test/site_case.h"
#include "test/unit.h"
#include "zones/zone.h"

/*
 * A site (site_case.h: ' for ", ^ before a place where something is found)
 * and the rules that one of the passes over each view's zones finds there,
 * in the order of the marks.
 */
struct finding_case {
	const char *views; /* NULL: site_case_views */
	const char *zones[3];
	const char *rules;
};

static inline void
finding_case_run(const struct finding_case *one,
                 void (*pass)(const struct tree *tree, struct report *report))
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json",
	               one->views != NULL ? one->views : site_case_views);
	for (unsigned i = 0; i < 3 && one->zones[i] != NULL; i++) {
		char path[] = "a.json";

		path[0] = (char)('a' + (int)i);
		site_case_file(&c, path, one->zones[i]);
	}
	site_case_load(&c);
	for (unsigned i = 0; i < c.site.view_count; i++) {
		struct content content;
		struct tree tree;

		view_content(&content, &c.site, i);
		zone_build(&tree, c.arena, &content);
		pass(&tree, c.report);
	}
	site_case_expect(&c, one->rules);
	site_case_end(&c);
}

#endif
