/* SPDX-License-Identifier: ISC */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "server/measure.h"

static const struct {
	uint32_t measure;
	const char *name;
	const char *id;
} names[] = {
    {MEASURE_ROOT, "empty root folder", "root"},
    {MEASURE_MOUNTS, "mount namespace", "mounts"},
    {MEASURE_NETWORK, "network namespace", "network"},
    {MEASURE_IPC, "IPC namespace", "ipc"},
    {MEASURE_UTS, "UTS namespace", "uts"},
    {MEASURE_LANDLOCK, "Landlock", "landlock"},
    {MEASURE_SCOPE, "Landlock for signals", "landlock-signals"},
    {MEASURE_MDWE, "MDWE", "mdwe"},
    {MEASURE_CALLS, "seccomp (instrumented build)", "seccomp"},
};

const char *
measure_text(char *text, uint32_t set)
{
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const uint32_t one = names[i].measure;
		const char *before = ", ";

		if ((set & one) == 0)
			continue;
		if (length == 0)
			before = "";
		else if (set < one << 1)
			before = " and ";
		length += (size_t)snprintf(text + length, MEASURE_TEXT - length,
		                           "%s%s", before, names[i].name);
	}
	return text;
}

const char *
measure_id(uint32_t one)
{
	size_t i = 0;

	while (names[i].measure != one)
		i++;
	return names[i].id;
}
