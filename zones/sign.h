/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SIGN_H
#define MULLION_SIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/public_key.h"

/*
 * Signing keys: Ed25519 (RFC 8032), in a file as PEM of PKCS #8 (RFC 8410),
 * which is what `openssl genpkey -algorithm ed25519` writes too. The file is
 * for its owner alone.
 *
 * What is signed is the manifest, octet for octet as it lies in the folder;
 * the signature is the 64 octets of RFC 8032 in a file of its own beside it,
 * so that nobody has to parse anything before it is verified. Ed25519 has no
 * random part: the same manifest has the same signature.
 */
#define SIGNATURE_FILE "manifest.sig"

struct sign_key;

/*
 * Reads the key file. What is wrong, a file that others may read included, is
 * said on standard error: ERR_REPORTED.
 */
int sign_key_read(struct sign_key **key, const char *path);

/* Makes a key, and the file, which mustn't exist. ERR_REPORTED. */
int sign_key_make(struct sign_key **key, const char *path);

void sign_key_free(struct sign_key *key);

void sign_key_public(const struct sign_key *key, uint8_t octets[PUBLIC_KEY]);

/* ERR_MEMORY: OpenSSL couldn't. */
int sign(const struct sign_key *key, uint8_t signature[SIGNATURE],
         const void *octets, size_t size);

/* This key has made the signature, of these octets. */
bool sign_is_own(const struct sign_key *key, const uint8_t *signature,
                 size_t signature_size, const void *octets, size_t size);

#endif
