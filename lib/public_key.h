/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PUBLIC_KEY_H
#define MULLION_PUBLIC_KEY_H

#include <stdint.h>

/*
 * The public half of a key that signs manifests (Ed25519, RFC 8032): 32
 * octets. People see it as base64 (RFC 4648 section 4), the form in which
 * `mullion keygen` prints it and "trusted-keys" takes it, and tell it by the
 * first octets in hex, its id. An id is for people to compare, and decides
 * nothing.
 */
enum {
	PUBLIC_KEY = 32,
	PUBLIC_KEY_TEXT = 45, /* with NUL */
	PUBLIC_KEY_ID = 17,   /* with NUL */
	SIGNATURE = 64,
};

/*
 * Reads the base64 form, which must be the only one that the octets have:
 * ERR_MALFORMED. ERR_RANGE: a point of small order (RFC 7748 section 6), with
 * which anybody can make a signature of anything.
 */
int public_key_read(uint8_t key[PUBLIC_KEY], const char *text);

/* Both write the text and return it. */
char *
public_key_text(char text[PUBLIC_KEY_TEXT], const uint8_t key[PUBLIC_KEY]);
char *public_key_id(char id[PUBLIC_KEY_ID], const uint8_t key[PUBLIC_KEY]);

#endif
