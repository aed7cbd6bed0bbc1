/* SPDX-License-Identifier: ISC */
#include "zones/pack.h"

#include <string.h>

#include "lib/dname.h"

void
pack_octets(struct packer *packer, const void *octets, size_t length)
{
	if (packer->room - packer->length < length) {
		size_t room = 2 * (packer->length + length) + 256;
		uint8_t *grown = arena_alloc(packer->arena, room);

		if (packer->length > 0)
			memcpy(grown, packer->octets, packer->length);
		packer->octets = grown;
		packer->room = room;
	}
	if (length > 0)
		memcpy(packer->octets + packer->length, octets, length);
	packer->length += length;
}

void
pack8(struct packer *packer, uint8_t number)
{
	pack_octets(packer, &number, sizeof(number));
}

void
pack16(struct packer *packer, uint16_t number)
{
	pack_octets(packer, &number, sizeof(number));
}

void
pack32(struct packer *packer, uint32_t number)
{
	pack_octets(packer, &number, sizeof(number));
}

void
pack64(struct packer *packer, uint64_t number)
{
	pack_octets(packer, &number, sizeof(number));
}

void
pack_text(struct packer *packer, const char *text)
{
	size_t length = strlen(text);

	pack32(packer, (uint32_t)length);
	pack_octets(packer, text, length + 1);
}

void
pack_name(struct packer *packer, const uint8_t *name)
{
	pack_octets(packer, name, dname_length(name));
}

const uint8_t *
unpack_octets(struct unpacker *unpacker, size_t length)
{
	const uint8_t *at = unpacker->at;

	if (unpacker->bad || (size_t)(unpacker->end - at) < length) {
		unpacker->bad = true;
		return NULL;
	}
	unpacker->at += length;
	return at;
}

static void
unpack_number(struct unpacker *unpacker, void *number, size_t size)
{
	const uint8_t *at = unpack_octets(unpacker, size);

	if (at != NULL)
		memcpy(number, at, size);
}

uint8_t
unpack8(struct unpacker *unpacker)
{
	uint8_t number = 0;

	unpack_number(unpacker, &number, sizeof(number));
	return number;
}

uint16_t
unpack16(struct unpacker *unpacker)
{
	uint16_t number = 0;

	unpack_number(unpacker, &number, sizeof(number));
	return number;
}

uint32_t
unpack32(struct unpacker *unpacker)
{
	uint32_t number = 0;

	unpack_number(unpacker, &number, sizeof(number));
	return number;
}

uint64_t
unpack64(struct unpacker *unpacker)
{
	uint64_t number = 0;

	unpack_number(unpacker, &number, sizeof(number));
	return number;
}

const char *
unpack_text(struct unpacker *unpacker)
{
	size_t length = unpack32(unpacker);
	const uint8_t *text = unpack_octets(unpacker, length + 1);

	if (text != NULL && text[length] == 0)
		return (const char *)text;
	unpacker->bad = true;
	return NULL;
}

const uint8_t *
unpack_name(struct unpacker *unpacker)
{
	int length = -1;

	if (!unpacker->bad)
		length = dname_check(unpacker->at,
		                     (size_t)(unpacker->end - unpacker->at));
	if (length < 0) {
		unpacker->bad = true;
		return NULL;
	}
	return unpack_octets(unpacker, (size_t)length);
}

uint32_t
unpack_count(struct unpacker *unpacker, size_t least)
{
	uint32_t count = unpack32(unpacker);

	if (!unpacker->bad
	    && count <= (size_t)(unpacker->end - unpacker->at) / least)
		return count;
	unpacker->bad = true;
	return 0;
}
