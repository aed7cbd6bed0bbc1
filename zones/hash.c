/* SPDX-License-Identifier: ISC */
#include "zones/hash.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static EVP_MD *sha256;

/* To look for it each time takes longer than to hash a small file. */
static void
fetch(void)
{
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
}

void
hash_octets(uint8_t hash[HASH], const void *octets, size_t size)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, fetch);
	if (EVP_Digest(octets, size, hash, NULL, sha256, NULL) == 1)
		return;
	fputs("mullion: out of memory\n", stderr);
	exit(2);
}
