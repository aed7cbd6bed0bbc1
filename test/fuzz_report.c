/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/counts_text.h"
#include "server/verifier.h"
#include "server/view_report.h"

/*
 * What processes that may have been taken over tell the supervisor, on any
 * octets: a loader's report, and a worker's counters. And what a verifier is
 * given, a signature and a manifest: none that a key hasn't made is good.
 */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static void
expect(bool claim)
{
	if (!claim)
		abort();
}

static void
look_at_ranges(const struct view_range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct view_range *range = &ranges[i];
		const struct view_range *before = range - 1;

		expect(range->family == 4 || range->family == 6);
		expect(range->length <= (range->family == 4 ? 32 : 128));
		expect(view_address_compare(&range->first, &range->last) <= 0);
		expect(i == 0 || before->family < range->family
		       || (before->family == range->family
		           && view_address_compare(&before->last, &range->first)
		                  < 0));
	}
}

static void
read_report(const uint8_t *octets, size_t size)
{
	struct view_report report;
	char *text = malloc(size + 1), why[VIEW_WHY] = "";

	memcpy(text, octets, size);
	if (view_report_read(&report, text, size, why) == 0) {
		expect(view_name_valid(report.name));
		expect(strlen(report.hash) == VIEW_HASH - 1);
		look_at_ranges(report.ranges, report.range_count);
		look_at_ranges(report.resolvers, report.resolver_count);
		view_report_clear(&report);
	} else {
		expect(strlen(why) < VIEW_WHY && *why != '\0');
		for (const char *at = why; *at != '\0'; at++)
			expect((unsigned char)*at >= ' ');
	}
	free(text);
}

static void
read_counts(const uint8_t *octets, size_t size)
{
	struct worker_counts counts = {0};
	char text[COUNTS_TEXT];

	memcpy(&counts, octets, size < sizeof(counts) ? size : sizeof(counts));
	expect(strlen(counts_text(text, &counts)) < COUNTS_TEXT);
}

static int
file_of(const uint8_t *octets, size_t size)
{
	int file = memfd_create("file", MFD_CLOEXEC);

	if (file < 0 || write(file, octets, size) != (ssize_t)size
	    || lseek(file, 0, SEEK_SET) < 0)
		abort();
	return file;
}

static void
verify(const uint8_t *octets, size_t size)
{
	static const uint8_t keys[1][PUBLIC_KEY] = {{1, 2, 3}};
	size_t signature = size < 64 ? size : 64;
	const struct verifier verifier = {
	    .keys = keys,
	    .key_count = 1,
	    .signature = file_of(octets, signature),
	    .manifest = file_of(octets + signature, size - signature),
	    .report = memfd_create("report", MFD_CLOEXEC),
	};

	expect(verifier_run(&verifier) != 0);
	close(verifier.signature);
	close(verifier.manifest);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	read_report(octets, size);
	read_counts(octets, size);
	verify(octets, size);
	return 0;
}
