/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "lib/err.h"
#include "zones/rdata_field.h"

/* All words that are left as one, in the arena; at least one is needed. */
static int
join_words(struct rdata_reader *reader, struct rdata_word *joined)
{
	char *text =
	    arena_alloc(reader->arena, (size_t)(reader->end - reader->at) + 1);
	struct rdata_word word;
	int result = rdata_word_need(reader, &word);

	*joined = (struct rdata_word){.text = text};
	if (result < 0)
		return result;
	do {
		memcpy(text + joined->length, word.text, word.length);
		joined->length += word.length;
		joined->quoted |= word.quoted;
	} while (rdata_word_next(reader, &word));
	if (joined->quoted)
		return rdata_refuse_word(reader, joined, "is in quotes",
		                         "write it without them");
	return 0;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
rdata_hex_decode(uint8_t *octets, const char *text, size_t length)
{
	for (size_t i = 0; i + 1 < length; i += 2) {
		int high = hex_digit(text[i]);
		int low = hex_digit(text[i + 1]);

		if (high < 0 || low < 0)
			return false;
		octets[i / 2] = (uint8_t)(high << 4 | low);
	}
	return length % 2 == 0;
}

/* RFC 8078 section 4 writes the one zero octet of a delete request as 0. */
static bool
is_delete(const struct rdata_reader *reader, const struct rdata_word *word)
{
	enum { TYPE_CDS = 59, TYPE_CDNSKEY = 60 };

	return (reader->type == TYPE_CDS || reader->type == TYPE_CDNSKEY)
	       && word->length == 1 && word->text[0] == '0';
}

int
rdata_read_hex(struct rdata_reader *reader)
{
	struct rdata_word word;
	int result = join_words(reader, &word);
	uint8_t *octets;

	if (result < 0)
		return result;
	if (is_delete(reader, &word))
		return rdata_put8(reader, 0);
	octets = arena_alloc(reader->arena, word.length / 2 + 1);
	if (!rdata_hex_decode(octets, word.text, word.length))
		return rdata_refuse_word(reader, &word, "is not hex",
		                         "it may have the digits 0-9 and a-f, "
		                         "two for each octet");
	return rdata_put(reader, octets, word.length / 2);
}

/* RFC 4648 section 4, in whole quads. */
static bool
is_base64(const struct rdata_word *word)
{
	size_t length = word->length;

	for (unsigned i = 0; i < 2 && length > 0; i++)
		if (word->text[length - 1] == '=')
			length--;
	for (size_t i = 0; i < length; i++) {
		char c = word->text[i];

		if (!isalnum((unsigned char)c) && c != '+' && c != '/')
			return false;
	}
	return word->length % 4 == 0 && word->length > 0;
}

int
rdata_read_base64(struct rdata_reader *reader)
{
	struct rdata_word word;
	int result = join_words(reader, &word);

	if (result < 0)
		return result;
	if (is_delete(reader, &word))
		return rdata_put8(reader, 0);
	/* join_words() has left a NUL behind the text. */
	if (is_base64(&word))
		result = rdata_ldns_read(reader, KIND_BASE64, word.text);
	else
		result = ERR_MALFORMED;
	if (result == ERR_MALFORMED)
		return rdata_refuse_word(reader, &word, "is not base64",
		                         "it may have letters, digits, + and "
		                         "/, with = to fill the last four");
	return result;
}

/* A number, or a mnemonic that ldns knows. */
int
rdata_read_code(struct rdata_reader *reader, enum rdata_kind kind)
{
	uint32_t max = kind == KIND_CERT_TYPE ? UINT16_MAX : UINT8_MAX;
	uint32_t value = 0;
	char text[64];
	struct rdata_word word;
	int result = rdata_word_need(reader, &word);

	if (result < 0)
		return result;
	switch (rdata_word_number(&word, max, &value)) {
	case NUMBER_FITS:
		if (kind == KIND_CERT_TYPE)
			return rdata_put16(reader, (uint16_t)value);
		return rdata_put8(reader, (uint8_t)value);
	case NUMBER_TOO_LARGE:
		return rdata_refuse_word(reader, &word, "is too large",
		                         max == UINT8_MAX
		                             ? "it may be 0 to 255"
		                             : "it may be 0 to 65535");
	case NUMBER_NONE:
		break;
	}
	/* ldns reads "12abc" as 12, and "-1" as 255. */
	result = ERR_MALFORMED;
	if (word.length > 0 && isalpha((unsigned char)word.text[0])
	    && rdata_word_copy(text, sizeof(text), &word))
		result = rdata_ldns_read(reader, kind, text);
	if (result == ERR_MALFORMED)
		return rdata_refuse_word(reader, &word,
		                         "is no number and no known mnemonic",
		                         "write the number");
	return result;
}

/* "x" stands for a hex digit, what else there is for itself. */
static bool
has_pattern(const char *text, const char *pattern)
{
	for (; *pattern != '\0'; text++, pattern++)
		if (*pattern == 'x' ? hex_digit(*text) < 0 : *text != *pattern)
			return false;
	return *text == '\0';
}

/* Four groups of one to four hex digits (RFC 6742 section 2.1.2). */
static bool
is_node64(const char *text)
{
	for (unsigned group = 0; group < 4; group++) {
		unsigned digits = 0;

		if (group > 0 && *text++ != ':')
			return false;
		while (hex_digit(*text) >= 0) {
			text++;
			digits++;
		}
		if (digits < 1 || digits > 4)
			return false;
	}
	return *text == '\0';
}

/* Hex digits, an even number of them; dots may stand between if allowed. */
static bool
is_even_hex(const char *text, bool dots)
{
	unsigned digits = 0;

	for (; *text != '\0'; text++) {
		if (*text == '.' && dots)
			continue;
		if (hex_digit(*text) < 0)
			return false;
		digits++;
	}
	return digits > 0 && digits % 2 == 0;
}

/* What the kind may look like, or NULL when the text does. */
static const char *
pattern_wanted(enum rdata_kind kind, const char *text)
{
	switch (kind) {
	case KIND_EUI48:
		return has_pattern(text, "xx-xx-xx-xx-xx-xx")
		           ? NULL
		           : "write six octets in hex: 00-00-5e-00-53-2a";
	case KIND_EUI64:
		return has_pattern(text, "xx-xx-xx-xx-xx-xx-xx-xx")
		           ? NULL
		           : "write eight octets in hex: "
		             "00-00-5e-ef-10-00-00-2a";
	case KIND_NODE64:
		return is_node64(text) ? NULL
		                       : "write four groups of hex digits: "
		                         "14:4fff:ff20:ee64";
	case KIND_NSAP: /* RFC 1706 section 6 */
		return text[0] == '0' && (text[1] == 'x' || text[1] == 'X')
		               && is_even_hex(text + 2, true)
		           ? NULL
		           : "write 0x and hex, two digits for each octet";
	default:
		return is_even_hex(text, false)
		           ? NULL
		           : "write hex, two digits for each octet";
	}
}

int
rdata_read_pattern(struct rdata_reader *reader, enum rdata_kind kind)
{
	const char *wanted;
	char text[1024];
	struct rdata_word word;
	int result = rdata_word_need(reader, &word);

	if (result < 0)
		return result;
	if (!rdata_word_copy(text, sizeof(text), &word))
		return rdata_refuse_word(reader, &word, "is too long",
		                         "it has octets in hex");
	wanted = pattern_wanted(kind, text);
	if (wanted == NULL)
		result = rdata_ldns_read(reader, kind, text);
	if (wanted != NULL || result == ERR_MALFORMED)
		return rdata_refuse_word(
		    reader, &word, "is not of its form",
		    wanted != NULL ? wanted : "write it as its RFC has it");
	return result;
}

/* RFC 3123 section 5: [!]family:address/prefix */
static bool
is_prefix(const char *text)
{
	char address[INET6_ADDRSTRLEN];
	uint8_t octets[16];
	const char *slash = strchr(text, '/');
	struct rdata_word bits;
	uint32_t value;
	bool ipv4;
	size_t length;

	if (*text == '!')
		text++;
	if (slash == NULL || (text[0] != '1' && text[0] != '2')
	    || text[1] != ':')
		return false;
	ipv4 = text[0] == '1';
	length = (size_t)(slash - text) - 2;
	if (length >= sizeof(address))
		return false;
	memcpy(address, text + 2, length);
	address[length] = '\0';
	bits =
	    (struct rdata_word){.text = slash + 1, .length = strlen(slash + 1)};
	return inet_pton(ipv4 ? AF_INET : AF_INET6, address, octets) == 1
	       && rdata_word_number(&bits, ipv4 ? 32 : 128, &value)
	              == NUMBER_FITS;
}

int
rdata_read_prefix(struct rdata_reader *reader)
{
	char text[INET6_ADDRSTRLEN + 16];
	struct rdata_word word;
	int result = rdata_word_need(reader, &word);

	if (result < 0)
		return result;
	result = ERR_MALFORMED;
	if (rdata_word_copy(text, sizeof(text), &word) && is_prefix(text))
		result = rdata_ldns_read(reader, KIND_APL, text);
	if (result == ERR_MALFORMED)
		return rdata_refuse_word(reader, &word, "is not a prefix",
		                         "write 1:192.0.2.0/24 or "
		                         "2:2001:db8::/32, with ! before it "
		                         "to negate");
	return result;
}

int
rdata_read_type(struct rdata_reader *reader)
{
	struct rdata_word word;
	int type = rdata_word_need(reader, &word);

	if (type < 0)
		return type;
	type = rdata_type_number(word.text, word.length);
	if (type < 0)
		return rdata_refuse_word(reader, &word, "is not a type",
		                         "write a type as MX or TYPE65400");
	return rdata_put16(reader, (uint16_t)type);
}

/* RFC 4034 section 4.1.2: blocks of 256 types, each without its zeros at the
 * end. */
static int
put_bitmap(struct rdata_reader *reader, const uint8_t *bits)
{
	int result = 0;

	for (unsigned block = 0; block < 256 && result == 0; block++) {
		const uint8_t *octets = bits + (size_t)block * 32;
		uint8_t length = 32;

		while (length > 0 && octets[length - 1] == 0)
			length--;
		if (length == 0)
			continue;
		result = rdata_put8(reader, (uint8_t)block);
		if (result == 0)
			result = rdata_put8(reader, length);
		if (result == 0)
			result = rdata_put(reader, octets, length);
	}
	return result;
}

int
rdata_read_bitmap(struct rdata_reader *reader)
{
	uint8_t *bits = arena_alloc(reader->arena, 65536 / 8);
	struct rdata_word word;
	int result = rdata_word_need(reader, &word);

	if (result < 0)
		return result;
	do {
		int type = rdata_type_number(word.text, word.length);

		if (type < 0 || word.quoted)
			return rdata_refuse_word(
			    reader, &word, "is not a type",
			    "write types as A NS TYPE65400");
		bits[type / 8] |= (uint8_t)(0x80 >> type % 8);
	} while (rdata_word_next(reader, &word));
	return put_bitmap(reader, bits);
}
