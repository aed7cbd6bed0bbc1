/* SPDX-License-Identifier: ISC */
#include "test/make_image.h"

#include <stdio.h>

#include "test/content.h"
#include "zones/image_write.h"
#include "zones/network.h"

/* The range of "PREFIX", appended. */
static void
add_range(struct arena *arena, struct network_ranges *ranges, const char *text)
{
	struct net_prefix prefix;
	struct network_range *range;
	unsigned bits;

	content_require(net_prefix_from_text(&prefix, text) == 0, "%s", text);
	ranges->items =
	    arena_grow(arena, ranges->items, ranges->count, sizeof(*range));
	range = &ranges->items[ranges->count++];
	*range = (struct network_range){
	    .first = prefix.address,
	    .last = prefix.address,
	    .length = prefix.length,
	};
	bits = prefix.address.family == 4 ? 32 : 128;
	for (unsigned bit = prefix.length; bit < bits; bit++)
		range->last.octets[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
}

/* What stands behind the word that begins the line, or NULL. */
static const char *
behind(const char *line, const char *word)
{
	size_t length = strlen(word);

	return strncmp(line, word, length) == 0 ? line + length : NULL;
}

/* The line with `number` for each pair of braces and what is in it. */
static const char *
fill_braces(struct arena *arena, const char *line, int number)
{
	const char *filled = "";

	while (*line != '\0') {
		size_t plain = strcspn(line, "{");

		filled =
		    arena_format(arena, "%s%.*s", filled, (int)plain, line);
		line += plain;
		if (*line == '{') {
			filled = arena_format(arena, "%s%d", filled, number);
			line += strcspn(line, "}") + 1;
		}
	}
	return filled;
}

static const char *const *
unfold(struct arena *arena, const char *const *lines)
{
	const char **all = NULL;
	size_t count = 0;

	for (; *lines != NULL; lines++) {
		const char *brace = strchr(*lines, '{');
		int first = 0, last = 0;
		bool many = brace != NULL
		            && sscanf(brace, "{%d..%d}", &first, &last) == 2;

		for (int i = first; i <= last; i++) {
			all = arena_grow(arena, all, count, sizeof(*all));
			all[count++] =
			    many ? fill_braces(arena, *lines, i) : *lines;
		}
	}
	all = arena_grow(arena, all, count, sizeof(*all));
	all[count] = NULL;
	return all;
}

void
make_image(struct made_image *made, const char *const *lines)
{
	struct arena *arena = arena_new();
	struct network_ranges answers = {0}, alone = {0};
	struct content content;
	struct tree tree;
	bool external = false;
	const char *why = "";
	int code;

	lines = unfold(arena, lines);
	for (; *lines != NULL && behind(*lines, "zone ") == NULL; lines++) {
		if (behind(*lines, "network ") != NULL)
			add_range(arena, &answers, behind(*lines, "network "));
		else if (behind(*lines, "resolver ") != NULL)
			add_range(arena, &alone, behind(*lines, "resolver "));
		else
			external = strcmp(*lines, "external") == 0;
	}
	if (answers.count == 0) {
		add_range(arena, &answers, "0.0.0.0/0");
		add_range(arena, &answers, "::/0");
	}
	content_from_text(&content, arena, lines);
	content.answers = &answers;
	content.answers_alone = &alone;
	content.external = external;
	zone_build(&tree, arena, &content);
	code = image_write(&made->octets, &made->size, &tree);
	content_require(code == 0, "image_write: %d", code);
	arena_free(arena);
	code = image_open(&made->image, made->octets, made->size, "test", &why);
	content_require(code == 0, "image_open: %s", why);
	code = image_check(&made->image, &why);
	content_require(code == 0, "image_check: %s", why);
}

void
made_image_free(struct made_image *made)
{
	free(made->octets);
}
