/* SPDX-License-Identifier: ISC */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "lib/err.h"
#include "lib/public_key.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static const char digits[] = "0123456789abcdef";

/*
 * Every way to write a point whose order divides 8, without the sign of x,
 * the highest bit: orders 4, 1, 8, 8, 2, and the first two plus 2^255-19.
 * What an operator may have by accident among them is the first, a key that
 * was to be filled in.
 */
static const char *const small_order[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

static bool
is_small_order(const uint8_t key[PUBLIC_KEY])
{
	char text[2 * PUBLIC_KEY + 1];

	for (size_t i = 0; i < PUBLIC_KEY; i++) {
		uint8_t octet =
		    i < PUBLIC_KEY - 1 ? key[i] : (uint8_t)(key[i] & 0x7f);

		text[2 * i] = digits[octet >> 4];
		text[2 * i + 1] = digits[octet & 15];
	}
	text[sizeof(text) - 1] = '\0';
	for (size_t i = 0; i < sizeof(small_order) / sizeof(small_order[0]);
	     i++)
		if (strcmp(text, small_order[i]) == 0)
			return true;
	return false;
}

/*
 * 43 characters of 6 bits hold the 256 and two more, which are zero in the
 * one form that is taken; then comes one "=".
 */
int
public_key_read(uint8_t key[PUBLIC_KEY], const char *text)
{
	uint32_t bits = 0;
	unsigned held = 0;
	size_t written = 0;

	if (strlen(text) != PUBLIC_KEY_TEXT - 1
	    || text[PUBLIC_KEY_TEXT - 2] != '=')
		return ERR_MALFORMED;
	for (size_t i = 0; i < PUBLIC_KEY_TEXT - 2; i++) {
		const char *at = strchr(alphabet, text[i]);

		if (at == NULL)
			return ERR_MALFORMED;
		bits = bits << 6 | (uint32_t)(at - alphabet);
		held += 6;
		if (held >= 8) {
			held -= 8;
			key[written++] = (uint8_t)(bits >> held);
			bits &= (1u << held) - 1;
		}
	}
	if (bits != 0)
		return ERR_MALFORMED;
	return is_small_order(key) ? ERR_RANGE : 0;
}

char *
public_key_text(char text[PUBLIC_KEY_TEXT], const uint8_t key[PUBLIC_KEY])
{
	uint32_t bits = 0;
	unsigned held = 0;
	size_t written = 0;

	for (size_t i = 0; i < PUBLIC_KEY; i++) {
		bits = bits << 8 | key[i];
		for (held += 8; held >= 6; held -= 6)
			text[written++] = alphabet[bits >> (held - 6) & 63];
	}
	text[written++] = alphabet[bits << (6 - held) & 63];
	text[written++] = '=';
	text[written] = '\0';
	return text;
}

char *
public_key_id(char id[PUBLIC_KEY_ID], const uint8_t key[PUBLIC_KEY])
{
	for (size_t i = 0; i < (PUBLIC_KEY_ID - 1) / 2; i++) {
		id[2 * i] = digits[key[i] >> 4];
		id[2 * i + 1] = digits[key[i] & 15];
	}
	id[PUBLIC_KEY_ID - 1] = '\0';
	return id;
}
