/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "zones/rdata_field.h"
#include "zones/rdata_svcb.h"

/*
 * Service parameters from text, RFC 9460 section 2.1 and appendix A: words
 * key=value in any order become wire in the order of keys. Each value is put
 * behind what there is, and then they are sorted:
 *
 *   alpn=h2 port=8443       octets  ... 02 h 2 20 fb
 *                           params      ^1,3   ^3,2     key, length
 *
 * What they mean together is checked on the wire (rdata_svcb_check()).
 */
struct param {
	uint16_t key;
	uint16_t length;
	const uint8_t *value; /* in the arena */
};

struct params {
	struct rdata_reader *reader;
	struct param *items;
	size_t count;
	const struct rdata_word *word; /* the one being read */
	uint8_t *value;                /* and its value, at most RDATA_MAX */
	size_t length;
};

static const char *const keys[] = {
    [SVCB_MANDATORY] = "mandatory",
    [SVCB_ALPN] = "alpn",
    [SVCB_NO_DEFAULT_ALPN] = "no-default-alpn",
    [SVCB_PORT] = "port",
    [SVCB_IPV4HINT] = "ipv4hint",
    [SVCB_ECH] = "ech",
    [SVCB_IPV6HINT] = "ipv6hint",
    [SVCB_DOHPATH] = "dohpath",
    [SVCB_OHTTP] = "ohttp",
};

enum { KEYS = sizeof(keys) / sizeof(keys[0]) };

/* The key's number, or ERR_NOTHING. *generic: written as keyN. */
static int
key_number(const char *text, size_t length, bool *generic)
{
	struct rdata_word digits = {.text = text + 3, .length = length - 3};
	uint32_t number;

	*generic = false;
	for (int i = 0; i < KEYS; i++)
		if (strlen(keys[i]) == length
		    && memcmp(keys[i], text, length) == 0)
			return i;
	if (length < 4 || memcmp(text, "key", 3) != 0
	    || (text[3] == '0' && length > 4)
	    || rdata_word_number(&digits, 65534, &number) != NUMBER_FITS)
		return ERR_NOTHING;
	*generic = true;
	return (int)number;
}

static int
refuse(struct params *params, const char *is, const char *may)
{
	return rdata_refuse_word(params->reader, params->word, is, may);
}

static int
put(struct params *params, const void *octets, size_t length)
{
	if (length > RDATA_MAX - params->length)
		return refuse(params, "is too long",
		              "RDATA has 65,535 octets at most");
	memcpy(params->value + params->length, octets, length);
	params->length += length;
	return 0;
}

/*
 * The next item of a list, RFC 9460 appendix A.1: commas separate, and a
 * backslash takes a comma or backslash for what it is. In place; *at moves
 * behind the item's comma. False at the end.
 */
static bool
list_next(char **at, const char *end, char **item, size_t *length)
{
	char *from = *at;
	char *to = from;

	if (from > end)
		return false;
	*item = from;
	while (from < end && *from != ',') {
		if (*from == '\\' && from + 1 < end)
			from++;
		*to++ = *from++;
	}
	*length = (size_t)(to - *item);
	*at = from + 1;
	return true;
}

static int
put_alpn(struct params *params, const char *item, size_t length)
{
	uint8_t octet = (uint8_t)length;

	if (length == 0 || length > 255)
		return refuse(params, "has a protocol that is no protocol's id",
		              "write ids of 1 to 255 octets with commas "
		              "between, as alpn=h2,h3");
	if (put(params, &octet, 1) < 0)
		return ERR_REPORTED;
	return put(params, item, length);
}

static int
put_hint(struct params *params, const char *item, size_t length, int family)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t octets[16];

	if (length < sizeof(text)) {
		memcpy(text, item, length);
		text[length] = '\0';
		if (inet_pton(family == 4 ? AF_INET : AF_INET6, text, octets)
		    == 1)
			return put(params, octets, family == 4 ? 4 : 16);
	}
	return refuse(params, "has a hint that is no address",
	              family == 4 ? "write IPv4 addresses with commas between"
	                          : "write IPv6 addresses with commas between");
}

static int
compare_keys(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* Keys are in ascending order on the wire: RFC 9460 section 8. */
static int
sort_mandatory(struct params *params)
{
	uint16_t *numbers =
	    arena_alloc(params->reader->arena, params->length + 1);
	size_t count = params->length / 2;

	for (size_t i = 0; i < count; i++)
		numbers[i] = wire_read16(params->value + 2 * i);
	qsort(numbers, count, sizeof(*numbers), compare_keys);
	for (size_t i = 0; i < count; i++)
		wire_write16(params->value + 2 * i, numbers[i]);
	return 0;
}

static int
put_mandatory(struct params *params, const char *item, size_t length)
{
	bool generic;
	int number = key_number(item, length, &generic);
	uint8_t octets[2];

	if (number < 0)
		return refuse(params, "has a key that is none",
		              "write keys as alpn or key65400 with commas "
		              "between");
	wire_write16(octets, (uint16_t)number);
	return put(params, octets, sizeof(octets));
}

static int
put_list(struct params *params, int key, char *text, size_t length)
{
	const char *end = text + length;
	char *item;
	int result = 0;

	while (result == 0 && list_next(&text, end, &item, &length)) {
		if (key == SVCB_ALPN)
			result = put_alpn(params, item, length);
		else if (key == SVCB_MANDATORY)
			result = put_mandatory(params, item, length);
		else
			result = put_hint(params, item, length,
			                  key == SVCB_IPV4HINT ? 4 : 6);
	}
	if (result == 0 && key == SVCB_MANDATORY)
		return sort_mandatory(params);
	return result;
}

static int
put_port(struct params *params, const char *text, size_t length)
{
	struct rdata_word word = {.text = text, .length = length};
	uint8_t octets[2];
	uint32_t port;

	if (rdata_word_number(&word, UINT16_MAX, &port) != NUMBER_FITS)
		return refuse(params, "has no port", "write port=0 to 65535");
	wire_write16(octets, (uint16_t)port);
	return put(params, octets, sizeof(octets));
}

/* Base64 goes through the reader's own RDATA, and is taken out again. */
static int
put_ech(struct params *params, const char *text, size_t length)
{
	struct rdata_reader *reader = params->reader;
	struct rdata_reader inner = *reader;
	size_t start = reader->length;

	inner.at = text;
	inner.end = text + length;
	if (rdata_read_base64(&inner) < 0)
		return ERR_REPORTED;
	return put(params, reader->octets + start, inner.length - start);
}

static int
put_value(struct params *params, int key, char *text, size_t length)
{
	switch (key) {
	case SVCB_MANDATORY:
	case SVCB_ALPN:
	case SVCB_IPV4HINT:
	case SVCB_IPV6HINT:
		return put_list(params, key, text, length);
	case SVCB_PORT:
		return put_port(params, text, length);
	case SVCB_ECH:
		return put_ech(params, text, length);
	default:
		return put(params, text, length);
	}
}

/* The value behind "=", without its quotes and escapes, in the arena. */
static char *
value_text(struct params *params, const char *from, const char *end,
           size_t *length)
{
	struct rdata_word word = {.text = from, .length = (size_t)(end - from)};
	uint8_t *text;

	if (word.length > 0 && *from == '"') {
		word.text++;
		word.length -= 2;
	}
	text = arena_alloc(params->reader->arena, word.length + 1);
	*length = rdata_word_octets(text, &word);
	return (char *)text;
}

static int
read_param(struct params *params)
{
	const char *text = params->word->text;
	const char *end = text + params->word->length;
	const char *equals = memchr(text, '=', params->word->length);
	const char *behind = equals != NULL ? equals : end;
	struct param *param;
	bool generic;
	int key = key_number(text, (size_t)(behind - text), &generic);
	int result = 0;

	if (key < 0)
		return refuse(params, "is not a parameter",
		              "write key=value, with a key such as alpn, port, "
		              "ipv4hint or key65400");
	params->length = 0;
	if (equals != NULL) {
		size_t length;
		char *value = value_text(params, equals + 1, end, &length);

		result = generic ? put(params, value, length)
		                 : put_value(params, key, value, length);
	}
	if (result < 0)
		return result;
	params->items = arena_grow(params->reader->arena, params->items,
	                           params->count, sizeof(*params->items));
	param = &params->items[params->count++];
	param->key = (uint16_t)key;
	param->length = (uint16_t)params->length;
	param->value =
	    arena_copy(params->reader->arena, params->value, params->length);
	return 0;
}

static int
compare_params(const void *a, const void *b)
{
	return ((const struct param *)a)->key - ((const struct param *)b)->key;
}

int
rdata_read_svcparams(struct rdata_reader *reader)
{
	struct rdata_word word;
	struct params params = {.reader = reader, .word = &word};
	int result = 0;

	if (!rdata_word_next(reader, &word))
		return 0;
	params.value = arena_alloc(reader->arena, RDATA_MAX);
	do {
		result = read_param(&params);
	} while (result == 0 && rdata_word_next(reader, &word));
	if (result < 0)
		return result;
	if (params.count > 0)
		qsort(params.items, params.count, sizeof(*params.items),
		      compare_params);
	for (size_t i = 0; i < params.count && result == 0; i++) {
		result = rdata_put16(reader, params.items[i].key);
		if (result == 0)
			result = rdata_put16(reader, params.items[i].length);
		if (result == 0)
			result = rdata_put(reader, params.items[i].value,
			                   params.items[i].length);
	}
	return result;
}
