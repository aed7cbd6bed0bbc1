/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VERIFY_H
#define MULLION_VERIFY_H

#include "server/images.h"
#include "server/runtime.h"
#include "server/served.h"

/*
 * A folder's manifest and its signature on their way through a verifier
 * process. The supervisor opens both files and passes them on; the manifest
 * that it gets back is the one that a trusted key has signed, octet for octet.
 * So neither the cryptography nor an unsigned manifest's JSON is in the
 * process that may be root.
 *
 *   manifest.json --+
 *                   +--> verifier ---> which key, hash, manifest
 *   manifest.sig  --+
 */
struct verify;

struct verify_folder {
	const char *path;
	const struct served *served;
	bool force; /* take an older generation than was served */
	struct images
	    *images; /* gets the manifest's, with hash and generation */
};

/*
 * done gets NULL, or the reason why the folder can't be served. It is called
 * from the loop, once, unless ERR_SYSTEM or ERR_MEMORY is returned here, and
 * the reason in why[IMAGES_WHY]. The folder's members must outlive it.
 */
int verify_start(struct verify **verify, const struct runtime *runtime,
                 const struct verify_folder *folder,
                 void (*done)(void *context, const char *why), void *context,
                 char *why);

/* Nobody wants it any more: done isn't called. */
void verify_cancel(struct verify *verify);

/* What a verifier reported. */
struct verified {
	size_t key;           /* which of the configuration's keys */
	char hash[VIEW_HASH]; /* the manifest's */
	const char *manifest; /* in the report */
	size_t length;
};

/*
 * Reads a verifier's report (worker.h), hostile text of length octets, which
 * is changed; it may name one of so many keys. 0, or ERR_MALFORMED with the
 * reason in why[VIEW_WHY], the verifier's own where it gives one.
 */
int verified_read(struct verified *verified, char *text, size_t length,
                  size_t keys, char *why);

#endif
