/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "zones/waiver.h"

static void
apply(const struct site *site, const struct waiver *waiver, const char *today)
{
	bool matched = report_waive(site->report, waiver->rule, waiver->place,
	                            waiver->subject, waiver->views);

	if (!matched)
		report_add(site->report, RULE_WAIVER, waiver->place,
		           "%s finds nothing in this file about %s in these "
		           "views: remove the waiver, or mend what it names",
		           rule_info(waiver->rule)->id, waiver->subject);
	else if (waiver->until != NULL && strcmp(today, waiver->until) > 0)
		report_add(site->report, RULE_WAIVER_EXPIRED, waiver->place,
		           "this waiver was meant to hold until %s: mend what "
		           "it covers, or give it a new date",
		           waiver->until);
}

void
waiver_apply(const struct site *site, time_t now)
{
	char today[16] = "";
	struct tm utc;

	if (gmtime_r(&now, &utc) != NULL)
		(void)strftime(today, sizeof(today), "%Y-%m-%d", &utc);
	for (size_t i = 0; i < site->waiver_count; i++)
		apply(site, &site->waivers[i], today);
	for (size_t i = 0; i < site->spec_count; i++)
		for (size_t j = 0; j < site->specs[i].waiver_count; j++)
			apply(site, &site->specs[i].waivers[j], today);
}
