/* SPDX-License-Identifier: ISC */
#include "zones/rdata_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/err.h"
#include "lib/wire.h"

/* Octets of the user's words that a message repeats, and of a message. */
enum { QUOTED_MAX = 60, MESSAGE_MAX = 1024 };

int
rdata_refuse(struct rdata_reader *reader, enum rule rule, const char *format,
             ...)
{
	char message[MESSAGE_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	reader->error->rule = rule;
	reader->error->message = arena_string(reader->arena, message);
	return ERR_REPORTED;
}

const char *
rdata_field_text(const struct rdata_reader *reader)
{
	const char *type = rdata_type_text(reader->arena, reader->type);
	const char *name;
	size_t length;

	if (reader->form == NULL
	    || reader->field >= rdata_form_count(reader->form))
		return type;
	name = reader->form->fields;
	for (unsigned i = 0; i < reader->field; i++) {
		const char *comma = strchr(name, ',');

		if (comma == NULL)
			break;
		name = comma + 1;
	}
	length = strcspn(name, ",");
	return arena_format(reader->arena, "%s %.*s", type, (int)length, name);
}

int
rdata_refuse_word(struct rdata_reader *reader, const struct rdata_word *word,
                  const char *is, const char *may)
{
	size_t length = word->length;
	const char *more = "";

	if (length > QUOTED_MAX) {
		length = QUOTED_MAX;
		/* Not in the middle of a character of UTF-8. */
		while (length > 0 && (word->text[length] & 0xc0) == 0x80)
			length--;
		more = "…";
	}
	return rdata_refuse(reader, RULE_BAD_RDATA, "%s \"%.*s%s\" %s: %s",
	                    rdata_field_text(reader), (int)length, word->text,
	                    more, is, may);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The closing quote of a string that begins at `at`; the lexical check has
 * seen it. */
static const char *
closing_quote(const char *at, const char *end)
{
	while (at < end && *at != '"')
		at += *at == '\\' && at + 1 < end ? 2 : 1;
	return at;
}

bool
rdata_word_next(struct rdata_reader *reader, struct rdata_word *word)
{
	const char *at = reader->at;
	const char *end = reader->end;

	while (at < end && is_blank(*at))
		at++;
	if (at == end) {
		reader->at = at;
		return false;
	}
	word->quoted = *at == '"';
	if (word->quoted) {
		word->text = at + 1;
		at = closing_quote(at + 1, end);
		word->length = (size_t)(at - word->text);
		reader->at = at + 1;
		return true;
	}
	word->text = at;
	while (at < end && !is_blank(*at)) {
		if (*at == '"') /* key="value" */
			at = closing_quote(at + 1, end) + 1;
		else
			at += *at == '\\' && at + 1 < end ? 2 : 1;
	}
	word->length = (size_t)(at - word->text);
	reader->at = at;
	return true;
}

/* "preference, exchange": all fields of the type. */
static const char *
all_fields(const struct rdata_reader *reader)
{
	char text[256];
	size_t length = 0;

	for (const char *from = reader->form->fields; *from != '\0'; from++) {
		text[length++] = *from;
		if (*from == ',')
			text[length++] = ' ';
	}
	text[length] = '\0';
	return arena_string(reader->arena, text);
}

int
rdata_word_need(struct rdata_reader *reader, struct rdata_word *word)
{
	uint8_t kind = reader->form->kinds[reader->field];

	if (!rdata_word_next(reader, word))
		return rdata_refuse(
		    reader, RULE_BAD_RDATA, "%s is missing: %s has %s",
		    rdata_field_text(reader),
		    rdata_type_text(reader->arena, reader->type),
		    all_fields(reader));
	if (word->quoted && kind != KIND_STRING && kind != KIND_LONG_STRING)
		return rdata_refuse_word(reader, word, "is in quotes",
		                         "write it without them");
	return 0;
}

/* RFC 1035 section 5.1: \DDD is an octet, \X is X. */
size_t
rdata_word_octets(uint8_t *octets, const struct rdata_word *word)
{
	const char *at = word->text;
	const char *end = at + word->length;
	size_t length = 0;

	while (at < end) {
		if (*at != '\\') {
			octets[length++] = (uint8_t)*at++;
		} else if (at[1] >= '0' && at[1] <= '9') {
			octets[length++] =
			    (uint8_t)((at[1] - '0') * 100 + (at[2] - '0') * 10
			              + (at[3] - '0'));
			at += 4;
		} else {
			octets[length++] = (uint8_t)at[1];
			at += 2;
		}
	}
	return length;
}

bool
rdata_word_copy(char *text, size_t room, const struct rdata_word *word)
{
	if (word->length >= room)
		return false;
	memcpy(text, word->text, word->length);
	text[word->length] = '\0';
	return true;
}

int
rdata_put(struct rdata_reader *reader, const void *octets, size_t length)
{
	if (length > RDATA_MAX - reader->length)
		return rdata_refuse(
		    reader, RULE_BAD_RDATA,
		    "%s data is over 65,535 octets: split it",
		    rdata_type_text(reader->arena, reader->type));
	memcpy(reader->octets + reader->length, octets, length);
	reader->length += length;
	return 0;
}

int
rdata_put8(struct rdata_reader *reader, uint8_t value)
{
	return rdata_put(reader, &value, 1);
}

int
rdata_put16(struct rdata_reader *reader, uint16_t value)
{
	uint8_t octets[2];

	wire_write16(octets, value);
	return rdata_put(reader, octets, sizeof(octets));
}

int
rdata_put32(struct rdata_reader *reader, uint32_t value)
{
	uint8_t octets[4];

	wire_write32(octets, value);
	return rdata_put(reader, octets, sizeof(octets));
}
