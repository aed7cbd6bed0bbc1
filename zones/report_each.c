/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/report_finding.h"

/* The message with the file of the other place in it. */
static const char *
whole_message(struct report *report, const struct part *part)
{
	const char *other = strstr(part->message, REPORT_OTHER);

	if (other == NULL || part->other == NULL)
		return part->message;
	return arena_format(report->arena, "%.*s%s%s",
	                    (int)(other - part->message), part->message,
	                    place_path(part->other), other + 1);
}

void
report_each(struct report *report,
            void (*said)(void *context, const struct report_said *said),
            void *context)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = report->findings[i];
		const struct part *part = finding->parts;
		struct report_said one = {
		    .rule = finding->rule,
		    .place = finding->place,
		    .error = finding_is_error(report, finding)};

		while (part != NULL && part->waived)
			part = part->next;
		if (part == NULL)
			continue;
		one.message = whole_message(report, part);
		said(context, &one);
	}
}
