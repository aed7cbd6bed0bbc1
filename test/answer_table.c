/* SPDX-License-Identifier: ISC */
#include "test/answer_table.h"

#include <stdio.h>
#include <stdlib.h>

static int
compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static double
minimum(const struct stages *stages, const double *values)
{
	double least = values[0];

	for (unsigned i = 1; i < stages->rounds; i++)
		if (values[i] < least)
			least = values[i];
	return least;
}

/* The median over the rounds of stage less COPY, in units of `unit`, or in
 * ns where that is NULL. */
static double
median(const struct stages *stages, const struct kind *kind, enum stage stage,
       const double *unit)
{
	double values[STAGES_ROUNDS];

	for (unsigned i = 0; i < stages->rounds; i++) {
		values[i] = kind->ns[stage][i] - kind->ns[COPY][i];
		if (unit != NULL)
			values[i] /= unit[i];
	}
	qsort(values, stages->rounds, sizeof(*values), compare);
	return values[stages->rounds / 2];
}

static const char *
usual_rcode(const struct kind *kind)
{
	static const char *const names[] = {
	    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED",
	};
	size_t most = 0;

	for (size_t i = 1; i <= RCODE_REFUSED; i++)
		if (kind->rcodes[i] > kind->rcodes[most])
			most = i;
	return names[most];
}

static void
print_kind(const struct stages *stages, const struct kind *kind,
           const double *first)
{
	double least[STAGES];

	for (unsigned s = 0; s < STAGES; s++)
		least[s] = minimum(stages, kind->ns[s]);
	printf("| %s | %s | %.0f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f "
	       "| %.2f | %.2f |\n",
	       kind->questions.title, usual_rcode(kind), kind->octets,
	       least[PARSE] - least[COPY], least[LOCATE] - least[PARSE],
	       least[ANSWER] - least[LOCATE], least[ANSWER] - least[COPY],
	       median(stages, kind, ANSWER, NULL),
	       median(stages, kind, SINGLE, NULL),
	       median(stages, kind, ANSWER, stages->calibration),
	       median(stages, kind, ANSWER, first));
}

void
answer_table(const struct stages *stages)
{
	const struct kind *kind = &stages->kinds[0];
	double first[STAGES_ROUNDS];

	for (unsigned i = 0; i < stages->rounds; i++)
		first[i] = kind->ns[ANSWER][i] - kind->ns[COPY][i];
	printf("ns of CPU a query; %u rounds of %d; a calibration loop: "
	       "%.1f (the least)\n\n"
	       "| kind | rcode | octets | parse | locate | write | least "
	       "| median | one by one | to calibration | to %s |\n"
	       "|-|-|-|-|-|-|-|-|-|-|-|\n",
	       stages->rounds, STAGES_ROUND,
	       minimum(stages, stages->calibration), kind->questions.title);
	for (size_t c = 0; c < stages->count; c++)
		print_kind(stages, &stages->kinds[c], first);
}
