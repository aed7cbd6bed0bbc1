/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "test/interrogate.h"
#include "test/make_image.h"

/*
 * libFuzzer: damaged images, which image_open() and image_check() must refuse,
 * or answer() must survive. An input that begins as an image does is taken
 * whole, but for its size, which is put right. Any other is a list of changes
 * to a good image, four octets each: where (two octets), how, and with what.
 */
enum { CHANGE = 4 };
enum how { SET, ADD, FLIP, SET_REF, HOWS };

static const char *const lines[] = {
    "network 0.0.0.0/0",
    "network ::/0",
    "zone a.",
    "a. 300 SOA ns.a. h.a. 7 2 3 4 60",
    "a. 300 NS ns.a.",
    "ns.a. 300 A 192.0.2.1",
    "c.a. 300 CNAME x.e.a.",
    "e.a. 300 DNAME f.a.",
    "*.f.a. 300 CNAME x.s.a.",
    "s.a. 300 NS ns.s.a.",
    "ns.s.a. 300 AAAA 2001:db8::2",
    "m.a. 300 MX 1 a.b.c.",
    "m.a. 300 MX 2 d.b.c.",
    "m.a. 300 MX 3 ns.a.",
    "w.a. 300 HTTPS 1 .",
    "w.a. 300 A 192.0.2.4",
    "zone b.a.",
    "b.a. 300 NS ns.a.",
    NULL,
};

static struct made_image made;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	make_image(&made, lines);
	return 0;
}

static void
apply(uint8_t *octets, const uint8_t *change)
{
	size_t at = wire_read16(change) % made.size;

	switch (change[2] % HOWS) {
	case SET:
		octets[at] = change[3];
		break;
	case ADD:
		octets[at] = (uint8_t)(octets[at] + change[3]);
		break;
	case FLIP:
		octets[at] ^= (uint8_t)(1 << change[3] % 8);
		break;
	case SET_REF:
		/* another aligned place, so that many lead to a name */
		at -= at % IMAGE_UNIT;
		octets[at] = change[3];
		octets[at + 1] = change[2] / HOWS % 4;
		break;
	}
}

static void
try_image(const uint8_t *octets, size_t size)
{
	struct image image;

	if (image_open(&image, octets, size, NULL, NULL) == 0
	    && image_check(&image, NULL) == 0)
		interrogate(&image);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool whole = size >= sizeof(struct image_header)
	             && memcmp(data, IMAGE_MAGIC, 8) == 0;
	size_t length = whole ? size : made.size;
	uint8_t *octets = malloc(length);

	if (octets == NULL)
		return 0;
	memcpy(octets, whole ? data : made.octets, length);
	if (whole)
		((struct image_header *)(void *)octets)->size = length;
	else
		for (; size >= CHANGE; size -= CHANGE, data += CHANGE)
			apply(octets, data);
	try_image(octets, length);
	free(octets);
	return 0;
}
