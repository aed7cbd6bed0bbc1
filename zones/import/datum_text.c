/* SPDX-License-Identifier: ISC */
#include "zones/import/datum_text.h"

#include <stdio.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/rdata_type.h"

enum { TYPE_SPF = 99 };

static bool
is_text(uint16_t type)
{
	return type == TYPE_TXT || type == TYPE_SPF;
}

static bool
is_generic(const struct zone_word *words, size_t count)
{
	return count > 0 && !words[0].quoted && words[0].length == 2
	       && memcmp(words[0].text, "\\#", 2) == 0;
}

/* replaced[i], where it isn't NULL, stands for word i. */
static const char *
join(struct arena *arena, const struct zone_word *words, size_t count,
     const char *const *replaced, bool quote)
{
	size_t room = 1;
	char *text, *to;

	for (size_t i = 0; i < count; i++)
		room += 3
		        + (replaced[i] != NULL ? strlen(replaced[i])
		                               : words[i].length);
	text = to = arena_alloc(arena, room);
	for (size_t i = 0; i < count; i++) {
		bool quoted = words[i].quoted || quote;

		if (i > 0)
			*to++ = ' ';
		if (replaced[i] != NULL) {
			to = stpcpy(to, replaced[i]);
			continue;
		}
		if (quoted)
			*to++ = '"';
		to = mempcpy(to, words[i].text, words[i].length);
		if (quoted)
			*to++ = '"';
	}
	return text;
}

const char *
datum_join(struct arena *arena, uint16_t type, const struct zone_word *words,
           size_t count)
{
	const char **none = arena_alloc(arena, (count + 1) * sizeof(*none));

	return join(arena, words, count, none,
	            is_text(type) && !is_generic(words, count));
}

/* Octets of a UTF-8 sequence (RFC 3629) at text, 0: there is none. */
static size_t
utf8_sequence(const char *text, size_t length)
{
	const uint8_t *octets = (const uint8_t *)text;
	size_t size = octets[0] < 0x80   ? 1
	              : octets[0] < 0xc2 ? 0
	              : octets[0] < 0xe0 ? 2
	              : octets[0] < 0xf0 ? 3
	              : octets[0] < 0xf5 ? 4
	                                 : 0;

	if (size > length)
		return 0;
	for (size_t i = 1; i < size; i++)
		if ((octets[i] & 0xc0) != 0x80)
			return 0;
	if ((octets[0] == 0xe0 && octets[1] < 0xa0)
	    || (octets[0] == 0xed && octets[1] > 0x9f)
	    || (octets[0] == 0xf0 && octets[1] < 0x90)
	    || (octets[0] == 0xf4 && octets[1] > 0x8f))
		return 0;
	return size;
}

static bool
is_utf8(const char *text, size_t length)
{
	size_t at = 0, size;

	for (; at < length; at += size) {
		size = utf8_sequence(text + at, length - at);
		if (size == 0)
			return false;
	}
	return true;
}

/* Octets that aren't ASCII as \DDD, unless all is UTF-8. */
static const char *
escape(struct arena *arena, const char *text)
{
	size_t length = strlen(text);
	char *escaped, *to;

	if (is_utf8(text, length))
		return text;
	escaped = to = arena_alloc(arena, 4 * length + 1);
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < 0x80)
			*to++ = *text;
		else
			to += sprintf(to, "\\%03u", (unsigned char)*text);
	}
	return escaped;
}

const char *
datum_utf8(struct arena *arena, const char *text, size_t length)
{
	char *utf8 = arena_alloc(arena, 2 * length + 1), *to = utf8;
	bool good = is_utf8(text, length);

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (good || c < 0x80) {
			*to++ = c == '\0' ? ' ' : (char)c;
		} else {
			*to++ = (char)(0xc0 | c >> 6);
			*to++ = (char)(0x80 | (c & 0x3f));
		}
	}
	return utf8;
}

const char *
datum_name(struct arena *arena, const uint8_t *name, const uint8_t *apex)
{
	char text[DNAME_TEXT];
	uint8_t relative[DNAME_MAX];
	size_t length = dname_length(name), above = dname_length(apex);

	if (dname_equal(name, apex))
		return "@";
	if (!dname_within(name, apex) || *apex == 0)
		return arena_string(arena, dname_to_text(text, name));
	memcpy(relative, name, length - above);
	relative[length - above] = 0;
	(void)dname_to_text(text, relative);
	text[strlen(text) - 1] = '\0'; /* the final dot */
	return arena_string(arena, text);
}

/* This many words are one field each, as the wire has them. */
static size_t
plain_fields(const struct rdata_form *form)
{
	size_t count = 0;

	while (form->kinds[count] != KIND_END
	       && form->kinds[count] < KIND_BASE64)
		count++;
	return count;
}

static bool
has_names(const struct rdata_form *form)
{
	return memchr(form->kinds, KIND_NAME, sizeof(form->kinds)) != NULL
	       || memchr(form->kinds, KIND_GATEWAY, sizeof(form->kinds))
	              != NULL;
}

/*
 * Each name that is a word of its own is written anew: relative ones may have
 * another origin than the zone. Where names aren't words of their own all is
 * written anew, with absolute names.
 */
const char *
datum_text(struct arena *arena, uint16_t type, const struct zone_word *words,
           size_t count, const struct rdatum *rdatum, const uint8_t *apex)
{
	const char **replaced =
	    arena_alloc(arena, (count + 1) * sizeof(*replaced));
	const struct rdata_form *form = rdata_form(type);
	uint16_t at[RDATA_NAMES];
	size_t plain, found = 0;
	int names;

	if (form == NULL || form->name == NULL || is_generic(words, count))
		return escape(arena, rdata_to_text(arena, type, rdatum));
	names = rdata_names(at, type, rdatum);
	plain = plain_fields(form);
	for (size_t i = 0; i < plain && i < count; i++)
		if (form->kinds[i] == KIND_NAME && found < (size_t)names)
			replaced[i] =
			    datum_name(arena, rdatum->wire + at[found++], apex);
	if (has_names(form) && found != (size_t)names)
		return escape(arena, rdata_to_text(arena, type, rdatum));
	return escape(arena,
	              join(arena, words, count, replaced, is_text(type)));
}

const char *
datum_plain(struct arena *arena, const struct rdatum *rdatum)
{
	char *text = arena_alloc(arena, (size_t)rdatum->length + 1);
	size_t length = 0;

	for (size_t at = 0; at < rdatum->length;) {
		size_t size = rdatum->wire[at++];
		bool last = at + size == rdatum->length;

		if ((size != 255 && !last) || (last && size == 0 && at > 1))
			return NULL;
		memcpy(text + length, rdatum->wire + at, size);
		length += size;
		at += size;
	}
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return NULL;
	return is_utf8(text, length) ? text : NULL;
}
