/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/expect/expect_why.h"

enum { STEPS = 3 };

/* The steps are lines that begin with ";; ", behind the title and the zone. */
static const char *
join_steps(struct arena *arena, char *text)
{
	const char *steps[STEPS], *joined = "";
	char *line, *rest = text;
	size_t count = 0;

	while ((line = strsep(&rest, "\n")) != NULL) {
		if (strncmp(line, ";; ", 3) != 0 || strcmp(line, ";; WHY") == 0
		    || strncmp(line, ";; zone ", 8) == 0)
			continue;
		steps[count++ % STEPS] = line + 3;
	}
	for (size_t i = count < STEPS ? 0 : count - STEPS; i < count; i++)
		joined = arena_format(arena, "%s%s%s", joined,
		                      joined[0] == '\0' ? "" : "; ",
		                      steps[i % STEPS]);
	return joined;
}

const char *
expect_why(struct arena *arena, const struct checked *checked,
           const struct tree *tree, const struct explain_question *question)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	const char *why = "";

	if (out == NULL)
		return "";
	explain_why(checked, tree, question, out);
	if (fclose(out) == 0)
		why = join_steps(arena, text);
	free(text);
	return why;
}
