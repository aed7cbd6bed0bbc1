/* SPDX-License-Identifier: ISC */
#include "test/tally.h"

#include <stdarg.h>
#include <stdio.h>

static unsigned passed;
static unsigned failed;

bool
tally(bool holds, const char *format, ...)
{
	va_list list;

	if (holds) {
		passed++;
		return true;
	}
	failed++;
	fputs("FAILED: ", stdout);
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	putchar('\n');
	fflush(stdout);
	return false;
}

unsigned
tally_failed(void)
{
	return failed;
}

int
tally_end(void)
{
	printf("%u passed, %u failed\n", passed, failed);
	return failed == 0 && passed > 0 ? 0 : 1;
}
