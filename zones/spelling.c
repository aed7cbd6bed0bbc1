/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/spelling.h"

/* Longer words aren't guessed at. */
enum { WORD = 40 };

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Rows i-2, i-1 and i of the table of distances between beginnings. */
static size_t
distance(const char *a, const char *b)
{
	size_t rows[3][WORD + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2], *spare;
	size_t a_length = strlen(a), b_length = strlen(b);

	for (size_t j = 0; j <= b_length; j++)
		above[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			row[j] = least(above[j] + 1, row[j - 1] + 1);
			row[j] = least(row[j],
			               above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2]
			    && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[b_length];
}

const char *
spelling_nearest(const char *word, const char *const *words, size_t count,
                 size_t stride)
{
	const char *nearest = NULL;
	size_t best;

	if (strlen(word) > WORD)
		return NULL;
	/* A third of the letters may be wrong, one at least. */
	best = 2 + strlen(word) / 3;
	for (size_t i = 0; i < count; i++) {
		const char *other;
		size_t steps;

		memcpy(&other, (const char *)words + i * stride, sizeof(other));
		if (strlen(other) > WORD)
			continue;
		steps = distance(word, other);
		if (steps < best && steps < strlen(other)) {
			best = steps;
			nearest = other;
		}
	}
	return nearest;
}
