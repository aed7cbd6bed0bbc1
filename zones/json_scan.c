/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <string.h>

#include "zones/json_scan.h"

void
json_scan_start(struct json_scan *scan, const char *text, size_t length)
{
	*scan = (struct json_scan){
	    .at = text, .end = text + length, .line_start = text, .line = 1};
}

char
json_scan_next(struct json_scan *scan)
{
	for (; scan->at < scan->end; scan->at++) {
		char c = *scan->at;

		if (c == '\n') {
			scan->line++;
			scan->line_start = scan->at + 1;
			scan->inner = 0;
		} else if (c != ' ' && c != '\t' && c != '\r') {
			return c;
		}
	}
	return '\0';
}

bool
json_scan_take(struct json_scan *scan, char wanted)
{
	if (json_scan_next(scan) != wanted || scan->at == scan->end)
		return false;
	scan->at++;
	return true;
}

struct json_mark
json_scan_mark(const struct json_scan *scan)
{
	size_t column = (size_t)(scan->at - scan->line_start) + 1;

	return (struct json_mark){.line = scan->line,
	                          .column = column,
	                          .character = column - scan->inner};
}

static unsigned
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	return (unsigned)((c | 0x20) - 'a' + 10) & 0xf;
}

/* The four digits of \uXXXX, or 0 where the text ends. */
static uint32_t
read_unit(const char *at, const char *end)
{
	uint32_t unit = 0;

	if (end - at < 4)
		return 0;
	for (int i = 0; i < 4; i++)
		unit = unit << 4 | hex_digit(at[i]);
	return unit;
}

/* One code point as UTF-8 (RFC 3629 section 3); returns its octets. */
static size_t
write_utf8(char *to, uint32_t code)
{
	uint8_t *out = (uint8_t *)to;

	if (code < 0x80) {
		out[0] = (uint8_t)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (uint8_t)(0xc0 | code >> 6);
		out[1] = (uint8_t)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (uint8_t)(0xe0 | code >> 12);
		out[1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | code >> 18);
	out[1] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (code & 0x3f));
	return 4;
}

/* The code point of \uXXXX, or of two that are a surrogate pair (RFC 8259
 * section 7); *at stands behind the "u". */
static uint32_t
read_code(const char **at, const char *end)
{
	uint32_t code = read_unit(*at, end);

	*at += end - *at < 4 ? end - *at : 4;
	if (code >= 0xd800 && code < 0xdc00 && end - *at >= 6
	    && (*at)[0] == '\\' && (*at)[1] == 'u') {
		uint32_t low = read_unit(*at + 2, end);

		*at += 6;
		code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
	}
	return code;
}

static size_t
decode(char *to, const char *from, const char *end)
{
	static const char escaped[] = "\"\\/bfnrt";
	static const char plain[] = "\"\\/\b\f\n\r\t";
	size_t length = 0;

	while (from < end) {
		const char *found;

		if (*from != '\\' || from + 1 == end) {
			to[length++] = *from++;
			continue;
		}
		from++;
		if (*from == 'u') {
			from++;
			length +=
			    write_utf8(to + length, read_code(&from, end));
			continue;
		}
		found = strchr(escaped, *from);
		to[length++] = found == NULL || *from == '\0'
		                   ? *from
		                   : plain[found - escaped];
		from++;
	}
	return length;
}

bool
json_scan_string(struct json_scan *scan, struct arena *arena,
                 struct json_key *key)
{
	bool escapes = false;
	const char *start;

	if (!json_scan_take(scan, '"'))
		return false;
	for (start = scan->at; scan->at < scan->end; scan->at++) {
		char c = *scan->at;

		if (c == '"')
			break;
		if ((c & 0xc0) == 0x80)
			scan->inner++;
		if (c == '\\') {
			escapes = true;
			scan->at++;
			if (scan->at == scan->end)
				return false;
		}
	}
	if (scan->at == scan->end)
		return false;
	if (key != NULL) {
		key->text = start;
		key->length = (size_t)(scan->at - start);
		if (escapes) {
			/* Decoded text is never longer than its escapes. */
			char *text = arena_alloc(arena, key->length);

			key->length = decode(text, start, scan->at);
			key->text = text;
		}
	}
	scan->at++;
	return true;
}

/* Numbers, true, false, null, and whatever else isn't punctuation. */
static bool
skip_scalar(struct json_scan *scan)
{
	const char *start = scan->at;

	while (scan->at < scan->end && *scan->at != '\0'
	       && strchr(",:[]{}\" \t\r\n", *scan->at) == NULL)
		scan->at++;
	return scan->at > start;
}

bool
json_scan_skip(struct json_scan *scan)
{
	size_t depth = 0;

	do {
		char c = json_scan_next(scan);

		if (c == '"') {
			if (!json_scan_string(scan, NULL, NULL))
				return false;
		} else if (c == '{' || c == '[') {
			depth++;
			scan->at++;
		} else if (depth > 0 && (c == '}' || c == ']')) {
			depth--;
			scan->at++;
		} else if (depth > 0 && (c == ',' || c == ':')) {
			scan->at++;
		} else if (!skip_scalar(scan)) {
			return false;
		}
	} while (depth > 0);
	return true;
}

bool
json_scan_more(struct json_scan *scan, char close, bool *first)
{
	bool comma = *first || json_scan_take(scan, ',');

	*first = false;
	return comma && json_scan_next(scan) != close && scan->at < scan->end;
}

int
json_key_compare(const struct json_key *a, const struct json_key *b)
{
	size_t shorter = a->length < b->length ? a->length : b->length;
	int order = memcmp(a->text, b->text, shorter);

	if (order != 0)
		return order;
	return (a->length > b->length) - (a->length < b->length);
}
