/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VERIFIER_H
#define MULLION_VERIFIER_H

#include <stddef.h>

#include "lib/public_key.h"

/*
 * The verifier's whole life, behind main() of `mulliond-view --verify` and
 * behind the giving up of all privileges: a manifest and its signature are
 * read, and the manifest is reported if one of the keys has made the
 * signature (worker.h says how). Of a manifest nothing is parsed here, and of
 * one that isn't signed, nothing anywhere.
 */
struct verifier {
	const uint8_t (*keys)[PUBLIC_KEY];
	size_t key_count;
	int manifest; /* the files */
	int signature;
	int report;
};

/* Octets that it may have to write to: the manifest's, and the program's. */
size_t verifier_memory(const struct verifier *verifier);

/* Returns the exit status. */
int verifier_run(const struct verifier *verifier);

#endif
