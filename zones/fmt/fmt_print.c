/* SPDX-License-Identifier: ISC */
#include "zones/fmt/fmt.h"

enum {
	WIDTH = 80,
	STEP = 2, /* of indentation */
};

/* Characters of UTF-8. */
static size_t
characters(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

static bool
holds_more(const struct fmt_node *item)
{
	return item->kind != FMT_SCALAR && item->count > 0;
}

/* An object with an object or a comment in it is never on one line, nor is an
 * array with either, nor a comment's lines. */
static bool
is_spread(const struct fmt_node *node)
{
	if (node->comment && node->kind == FMT_ARRAY && node->count > 1)
		return true;
	for (size_t i = 0; i < node->count; i++) {
		const struct fmt_node *item = &node->items[i];

		if (item->comment
		    || (holds_more(item)
		        && (item->kind == FMT_OBJECT
		            || node->kind == FMT_ARRAY)))
			return true;
	}
	return false;
}

/* `{ "a": 1 }` and `[1, 2]`; of a member with its name. */
static size_t
measure(struct fmt_node *node)
{
	size_t width = node->kind == FMT_OBJECT && node->count > 0 ? 4 : 2;
	bool never = is_spread(node);

	if (node->kind == FMT_SCALAR)
		width = characters(node->text, node->length);
	for (size_t i = 0; i < node->count; i++) {
		size_t item = measure(&node->items[i]);

		never |= item == FMT_NEVER;
		width += item + (i > 0 ? 2 : 0);
	}
	if (node->key != NULL)
		width += characters(node->key, node->key_length) + 2;
	node->width = never ? FMT_NEVER : width;
	return node->width;
}

static void
put_key(const struct fmt_node *node, FILE *out)
{
	if (node->key != NULL)
		fprintf(out, "%.*s: ", (int)node->key_length, node->key);
}

static void
print_line(const struct fmt_node *node, FILE *out)
{
	bool object = node->kind == FMT_OBJECT;

	put_key(node, out);
	if (node->kind == FMT_SCALAR) {
		fwrite(node->text, 1, node->length, out);
		return;
	}
	fputs(object ? "{" : "[", out);
	for (size_t i = 0; i < node->count; i++) {
		fputs(i > 0 ? ", " : object ? " " : "", out);
		print_line(&node->items[i], out);
	}
	fputs(!object ? "]" : node->count > 0 ? " }" : "}", out);
}

/* behind: a comma will follow. */
static void
print_node(const struct fmt_node *node, size_t indent, bool behind, FILE *out)
{
	bool whole = node->kind == FMT_SCALAR || node->count == 0;

	if (whole
	    || (node->width != FMT_NEVER && indent > 0
	        && indent + node->width + behind <= WIDTH)) {
		print_line(node, out);
		return;
	}
	put_key(node, out);
	fputs(node->kind == FMT_OBJECT ? "{\n" : "[\n", out);
	for (size_t i = 0; i < node->count; i++) {
		const struct fmt_node *item = &node->items[i];
		bool last = i + 1 == node->count;

		if (item->blank)
			putc('\n', out);
		fprintf(out, "%*s", (int)(indent + STEP), "");
		print_node(item, indent + STEP, !last, out);
		fputs(last ? "\n" : ",\n", out);
	}
	fprintf(out, "%*s%c", (int)indent, "",
	        node->kind == FMT_OBJECT ? '}' : ']');
}

void
fmt_print(struct fmt_node *node, FILE *out)
{
	(void)measure(node);
	print_node(node, 0, false, out);
	putc('\n', out);
}
