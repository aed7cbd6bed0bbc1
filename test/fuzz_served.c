/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/served.h"

/*
 * The file STATE/generation, of any octets: it is taken when it is, to the
 * last octet, what mulliond writes, and refused otherwise, since what is taken
 * for an older generation lets an old folder in.
 */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static void
expect(bool claim)
{
	if (!claim)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct served served = {.folder = -1};
	char line[128], why[SERVED_WHY];
	int length;

	if (served_read(&served, (const char *)octets, size) < 0) {
		expect(served.generation == 0 && *served.hash == '\0');
		return 0;
	}
	length = snprintf(line, sizeof(line), "%" PRIu64 " %s\n",
	                  served.generation, served.hash);
	expect((size_t)length == size && memcmp(line, octets, size) == 0);
	expect(served_check(&served, served.generation, served.hash, why) == 0);
	expect(served_check(&served, served.generation - 1, served.hash, why)
	       < 0);
	expect(strlen(why) < SERVED_WHY);
	return 0;
}
