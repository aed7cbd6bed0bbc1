/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <time.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/rdata_field.h"

enum rdata_number
rdata_word_number(const struct rdata_word *word, uint32_t max, uint32_t *value)
{
	uint64_t number = 0;

	if (word->length == 0)
		return NUMBER_NONE;
	for (size_t i = 0; i < word->length; i++) {
		if (!isdigit((unsigned char)word->text[i]))
			return NUMBER_NONE;
		if (number <= UINT32_MAX)
			number = number * 10 + (uint64_t)(word->text[i] - '0');
	}
	if (number > max)
		return NUMBER_TOO_LARGE;
	*value = (uint32_t)number;
	return NUMBER_FITS;
}

int
rdata_read_number(struct rdata_reader *reader, uint32_t max, uint32_t *value)
{
	struct rdata_word word;
	int result = rdata_word_need(reader, &word);

	if (result < 0)
		return result;
	switch (rdata_word_number(&word, max, value)) {
	case NUMBER_FITS:
		return 0;
	case NUMBER_TOO_LARGE:
		return rdata_refuse_word(
		    reader, &word, "is too large",
		    arena_format(reader->arena, "it may be 0 to %u", max));
	case NUMBER_NONE:
		break;
	}
	return rdata_refuse_word(
	    reader, &word, "is not a number",
	    arena_format(reader->arena, "it may be 0 to %u", max));
}

int
rdata_read_integer(struct rdata_reader *reader, enum rdata_kind kind)
{
	uint32_t value = 0;
	uint32_t max = kind == KIND_INT8    ? UINT8_MAX
	               : kind == KIND_INT16 ? UINT16_MAX
	                                    : UINT32_MAX;
	int result = rdata_read_number(reader, max, &value);

	if (result < 0)
		return result;
	if (kind == KIND_INT8)
		return rdata_put8(reader, (uint8_t)value);
	if (kind == KIND_INT16)
		return rdata_put16(reader, (uint16_t)value);
	return rdata_put32(reader, value);
}

/* Seconds of a period's unit, 0 for a character that is none. */
static uint32_t
unit_seconds(char unit)
{
	switch (tolower((unsigned char)unit)) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 60 * 60;
	case 'd':
		return 24 * 60 * 60;
	case 'w':
		return 7 * 24 * 60 * 60;
	default:
		return 0;
	}
}

/* Seconds, or numbers with units one after another: 1h30m. */
static bool
period_from_word(const struct rdata_word *word, uint64_t *seconds)
{
	uint64_t number = 0;
	bool digits = false;

	*seconds = 0;
	for (size_t i = 0; i < word->length; i++) {
		char c = word->text[i];

		if (isdigit((unsigned char)c)) {
			if (number <= UINT32_MAX)
				number = number * 10 + (uint64_t)(c - '0');
			digits = true;
			continue;
		}
		if (!digits || unit_seconds(c) == 0)
			return false;
		if (*seconds <= UINT32_MAX)
			*seconds += number * unit_seconds(c);
		number = 0;
		digits = false;
	}
	*seconds += number;
	return word->length > 0;
}

int
rdata_read_period(struct rdata_reader *reader)
{
	static const char may[] =
	    "write seconds, 0 to 4294967295, or a period such as 1h30m";
	struct rdata_word word;
	uint64_t seconds;
	int result = rdata_word_need(reader, &word);

	if (result < 0)
		return result;
	if (!period_from_word(&word, &seconds))
		return rdata_refuse_word(reader, &word, "is not a period", may);
	if (seconds > UINT32_MAX)
		return rdata_refuse_word(reader, &word, "is too large", may);
	return rdata_put32(reader, (uint32_t)seconds);
}

/* The number in count digits; -1 when one isn't. */
static int
digits_value(const char *at, unsigned count)
{
	int value = 0;

	for (unsigned i = 0; i < count; i++) {
		if (!isdigit((unsigned char)at[i]))
			return -1;
		value = value * 10 + (at[i] - '0');
	}
	return value;
}

/* RFC 4034 section 3.2: YYYYMMDDHHMMSS in UTC; false for 31 February. */
static bool
time_from_digits(const char *text, uint32_t *seconds)
{
	struct tm tm = {.tm_year = digits_value(text, 4) - 1900,
	                .tm_mon = digits_value(text + 4, 2) - 1,
	                .tm_mday = digits_value(text + 6, 2),
	                .tm_hour = digits_value(text + 8, 2),
	                .tm_min = digits_value(text + 10, 2),
	                .tm_sec = digits_value(text + 12, 2)};
	struct tm normal = tm;
	time_t stamp = timegm(&normal);

	/* timegm() makes 3 March of 31 February, and something else of a
	 * digit that was none. */
	if (normal.tm_year != tm.tm_year || normal.tm_mon != tm.tm_mon
	    || normal.tm_mday != tm.tm_mday || normal.tm_hour != tm.tm_hour
	    || normal.tm_min != tm.tm_min || normal.tm_sec != tm.tm_sec)
		return false;
	if (stamp < 0)
		return false;
	*seconds = (uint32_t)stamp; /* modulo 2^32: RFC 4034 section 3.1.5 */
	return true;
}

int
rdata_read_time(struct rdata_reader *reader)
{
	struct rdata_word word;
	uint32_t seconds = 0;
	int result = rdata_word_need(reader, &word);
	bool good;

	if (result < 0)
		return result;
	if (word.length == 14)
		good = time_from_digits(word.text, &seconds);
	else
		good = rdata_word_number(&word, UINT32_MAX, &seconds)
		       == NUMBER_FITS;
	if (!good)
		return rdata_refuse_word(reader, &word, "is not a time",
		                         "write YYYYMMDDHHMMSS in UTC, or "
		                         "seconds since 1970");
	return rdata_put32(reader, seconds);
}

int
rdata_read_name(struct rdata_reader *reader)
{
	struct rdata_word word;
	uint8_t name[DNAME_MAX];
	int length = rdata_word_need(reader, &word);

	if (length < 0)
		return length;
	length = dname_from_text(name, word.text, word.length, reader->origin);
	if (length == ERR_RANGE)
		return rdata_refuse_word(
		    reader, &word, "is too long for a domain name",
		    "a label has 63 octets at most, and a name 255 together "
		    "with the zone's when it doesn't end in a dot");
	if (length < 0)
		return rdata_refuse_word(reader, &word, "is not a domain name",
		                         "write labels with one dot between "
		                         "them, @ for the zone, . for the "
		                         "root");
	return rdata_put(reader, name, (size_t)length);
}

int
rdata_read_address(struct rdata_reader *reader, int family)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t octets[16];
	struct rdata_word word;
	int result = rdata_word_need(reader, &word);

	if (result < 0)
		return result;
	if (!rdata_word_copy(text, sizeof(text), &word)
	    || inet_pton(family == 4 ? AF_INET : AF_INET6, text, octets) != 1)
		return rdata_refuse_word(
		    reader, &word,
		    family == 4 ? "is not an IPv4 address"
				: "is not an IPv6 address",
		    family == 4
			? "write four numbers from 0 to 255 with dots between, "
			  "and no zeros before them"
			: "write it as 2001:db8::1, with no prefix length and "
			  "no zone");
	return rdata_put(reader, octets, family == 4 ? 4 : 16);
}

static int
put_tag(struct rdata_reader *reader, const struct rdata_word *word)
{
	for (size_t i = 0; i < word->length; i++)
		if (!isalnum((unsigned char)word->text[i]))
			return rdata_refuse_word(reader, word,
			                         "is not a property's name",
			                         "it may have letters and "
			                         "digits alone (RFC 8659)");
	if (word->length > 255)
		return rdata_refuse_word(reader, word, "is too long",
		                         "it may have 255 octets");
	if (rdata_put8(reader, (uint8_t)word->length) < 0)
		return ERR_REPORTED;
	return rdata_put(reader, word->text, word->length);
}

/* A length, and up to 255 octets: RFC 1035 section 3.3. */
static int
put_string(struct rdata_reader *reader, const struct rdata_word *word)
{
	uint8_t octets[4 * 255]; /* each octet may be written as \DDD */
	size_t length = 256;

	if (word->length <= sizeof(octets))
		length = rdata_word_octets(octets, word);
	if (length > 255)
		return rdata_refuse_word(
		    reader, word, "is over 255 octets",
		    reader->type == 16 || reader->type == 99
			? "write {\"text\": [\"…\"]}, which is split for you, "
			  "or several strings"
			: "a string of this type can't be longer");
	if (rdata_put8(reader, (uint8_t)length) < 0)
		return ERR_REPORTED;
	return rdata_put(reader, octets, length);
}

int
rdata_read_string(struct rdata_reader *reader, enum rdata_kind kind)
{
	struct rdata_word word;
	uint8_t *octets;
	int result = rdata_word_need(reader, &word);

	if (result < 0)
		return result;
	if (kind == KIND_TAG)
		return put_tag(reader, &word);
	if (kind == KIND_STRING)
		return put_string(reader, &word);
	octets = arena_alloc(reader->arena, word.length + 1);
	return rdata_put(reader, octets, rdata_word_octets(octets, &word));
}
