/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "zones/report_finding.h"

struct report *
report_new(struct arena *arena)
{
	struct report *report = arena_alloc(arena, sizeof(*report));

	report->arena = arena;
	return report;
}

static void
grow_buckets(struct report *report)
{
	size_t count =
	    report->bucket_count == 0 ? 64 : report->bucket_count * 2;
	struct finding **buckets =
	    arena_alloc(report->arena, count * sizeof(struct finding *));

	for (size_t i = 0; i < report->count; i++) {
		struct finding *finding = report->findings[i];
		size_t at = finding->hash & (count - 1);

		finding->next = buckets[at];
		buckets[at] = finding;
	}
	report->buckets = buckets;
	report->bucket_count = count;
}

/* The finding of the rule at the place, a new one if need be. */
static struct finding *
find_finding(struct report *report, enum rule rule, const struct place *place)
{
	uint64_t hash = place_hash(place) * 31 + (uint64_t)rule;
	struct finding **bucket;
	struct finding *finding;

	if (report->count == report->bucket_count)
		grow_buckets(report);
	bucket = &report->buckets[hash & (report->bucket_count - 1)];
	for (finding = *bucket; finding != NULL; finding = finding->next)
		if (finding->hash == hash && finding->rule == rule
		    && place_equal(finding->place, place))
			return finding;

	finding = arena_alloc(report->arena, sizeof(*finding));
	*finding = (struct finding){.next = *bucket,
	                            .hash = hash,
	                            .rule = rule,
	                            .place = place_copy(report->arena, place)};
	*bucket = finding;
	report->findings = arena_grow(report->arena, report->findings,
	                              report->count, sizeof(struct finding *));
	report->findings[report->count++] = finding;
	return finding;
}

static bool
same_subject(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
grow_part_buckets(struct report *report)
{
	size_t count =
	    report->part_bucket_count == 0 ? 64 : report->part_bucket_count * 2;
	struct part **buckets =
	    arena_alloc(report->arena, count * sizeof(struct part *));

	for (size_t i = 0; i < report->count; i++)
		for (struct part *part = report->findings[i]->parts;
		     part != NULL; part = part->next) {
			size_t at = part->hash & (count - 1);

			part->next_hashed = buckets[at];
			buckets[at] = part;
		}
	report->part_buckets = buckets;
	report->part_bucket_count = count;
}

/* FNV-1a. */
static uint64_t
hash_text(uint64_t hash, const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		hash = (hash ^ (uint8_t)*text) * UINT64_C(0x100000001b3);
	return hash;
}

/* Behind the others of the finding. */
static struct part *
add_new_part(struct report *report, struct finding *finding,
             const char *message, const char *subject)
{
	struct part *part = arena_alloc(report->arena, sizeof(*part));

	part->message = arena_string(report->arena, message);
	part->finding = finding;
	if (subject != NULL)
		part->subject = arena_string(report->arena, subject);
	if (subject != NULL && rule_info(finding->rule)->waivable) {
		report->waivable =
		    arena_grow(report->arena, report->waivable,
		               report->waivable_count, sizeof(struct part *));
		report->waivable[report->waivable_count++] = part;
		report->waivable_sorted = false;
	}
	if (finding->last == NULL)
		finding->parts = part;
	else
		finding->last->next = part;
	finding->last = part;
	report->part_count++;
	return part;
}

/* The part of that message, a new one at the end if need be. */
static struct part *
find_part(struct report *report, struct finding *finding, const char *message,
          const char *subject)
{
	uint64_t hash = hash_text(hash_text(finding->hash, message), subject);
	struct part **bucket, *part;

	if (report->part_count == report->part_bucket_count)
		grow_part_buckets(report);
	bucket = &report->part_buckets[hash & (report->part_bucket_count - 1)];
	for (part = *bucket; part != NULL; part = part->next_hashed)
		if (part->hash == hash && part->finding == finding
		    && strcmp(part->message, message) == 0
		    && same_subject(part->subject, subject))
			return part;
	part = add_new_part(report, finding, message, subject);
	part->hash = hash;
	part->next_hashed = *bucket;
	*bucket = part;
	return part;
}

static struct part *
add_part(struct report *report, enum rule rule, const struct place *place,
         const char *subject, const struct place *other, const char *format,
         va_list arguments)
{
	char *message = NULL;
	struct part *part;

	if (vasprintf(&message, format, arguments) < 0) {
		fputs("mullion: out of memory\n", stderr);
		exit(2);
	}
	part = find_part(report, find_finding(report, rule, place), message,
	                 subject);
	if (other != NULL && part->other == NULL)
		part->other = place_copy(report->arena, other);
	free(message);
	return part;
}

void
report_add(struct report *report, enum rule rule, const struct place *place,
           const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void)add_part(report, rule, place, NULL, NULL, format, arguments);
	va_end(arguments);
}

void
report_in_view(struct report *report, enum rule rule, const struct place *place,
               unsigned view, const char *subject, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	view_set_add(
	    &add_part(report, rule, place, subject, NULL, format, arguments)
		 ->views,
	    view);
	va_end(arguments);
}

void
report_add_other(struct report *report, enum rule rule,
                 const struct place *place, const struct place *other,
                 const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void)add_part(report, rule, place, NULL, other, format, arguments);
	va_end(arguments);
}

void
report_in_view_other(struct report *report, enum rule rule,
                     const struct place *place, unsigned view,
                     const char *subject, const struct place *other,
                     const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	view_set_add(
	    &add_part(report, rule, place, subject, other, format, arguments)
		 ->views,
	    view);
	va_end(arguments);
}

void
report_merge(struct report *report, const struct report *from)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct finding *other = from->findings[i];
		struct finding *finding =
		    find_finding(report, other->rule, other->place);

		for (const struct part *part = other->parts; part != NULL;
		     part = part->next) {
			struct part *same = find_part(
			    report, finding, part->message, part->subject);

			same->views = view_set_either(same->views, part->views);
			if (part->other != NULL && same->other == NULL)
				same->other =
				    place_copy(report->arena, part->other);
		}
	}
}

void
report_strict(struct report *report)
{
	report->strict = true;
}

bool
finding_stands(const struct finding *finding)
{
	for (const struct part *part = finding->parts; part != NULL;
	     part = part->next)
		if (!part->waived)
			return true;
	return false;
}

bool
finding_is_error(const struct report *report, const struct finding *finding)
{
	return report->strict || !rule_info(finding->rule)->warning;
}

static size_t
count_findings(const struct report *report, bool errors)
{
	size_t count = 0;

	for (size_t i = 0; i < report->count; i++)
		if (finding_stands(report->findings[i])
		    && finding_is_error(report, report->findings[i]) == errors)
			count++;
	return count;
}

size_t
report_errors(const struct report *report)
{
	return count_findings(report, true);
}

size_t
report_warnings(const struct report *report)
{
	return count_findings(report, false);
}
