/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "lib/err.h"
#include "server/sandbox.h"
#include "server/verifier.h"
#include "server/worker.h"

/* A file's octets. */
struct text {
	uint8_t *octets;
	size_t size;
};

static int
fail(FILE *out, const char *what, const char *why)
{
	if (why != NULL)
		fprintf(out, "error %s: %s\n", what, why);
	else
		fprintf(out, "error %s\n", what);
	return ERR_REPORTED;
}

/* Up to most octets; what was read, or ERR_SYSTEM. */
static ssize_t
read_up_to(int file, uint8_t *to, size_t most)
{
	size_t done = 0;

	while (done < most) {
		ssize_t got = read(file, to + done, most - done);

		if (got < 0 && errno != EINTR)
			return ERR_SYSTEM;
		if (got == 0)
			break;
		if (got > 0)
			done += (size_t)got;
	}
	return (ssize_t)done;
}

static int
read_manifest(struct text *manifest, int file, FILE *out)
{
	struct stat about;
	ssize_t got;

	if (fstat(file, &about) < 0)
		return fail(out, "its manifest can't be read", strerror(errno));
	if (about.st_size > MANIFEST_MAX)
		return fail(out, "its manifest is too large", NULL);
	manifest->octets = malloc((size_t)about.st_size + 1);
	if (manifest->octets == NULL)
		return fail(out, "no memory for its manifest", NULL);
	got = read_up_to(file, manifest->octets, (size_t)about.st_size);
	if (got < 0)
		return fail(out, "its manifest can't be read", strerror(errno));
	manifest->size = (size_t)got;
	return 0;
}

static int
read_signature(uint8_t signature[SIGNATURE], int file, FILE *out)
{
	uint8_t octets[SIGNATURE + 1];
	ssize_t got = read_up_to(file, octets, sizeof(octets));

	if (got < 0)
		return fail(out, "its manifest.sig can't be read",
		            strerror(errno));
	if (got != SIGNATURE)
		return fail(out,
		            "its manifest.sig is no signature, which has 64"
		            " octets",
		            NULL);
	memcpy(signature, octets, SIGNATURE);
	return 0;
}

static bool
has_signed(const uint8_t key[PUBLIC_KEY], const uint8_t *signature,
           const struct text *manifest)
{
	EVP_PKEY *public = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
	                                               key, PUBLIC_KEY);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good =
	    public != NULL && context != NULL
	    && EVP_DigestVerifyInit(context, NULL, NULL, NULL, public) == 1
	    && EVP_DigestVerify(context, signature, SIGNATURE, manifest->octets,
	                        manifest->size)
		   == 1;

	EVP_MD_CTX_free(context);
	EVP_PKEY_free(public);
	return good;
}

static int
report(FILE *out, size_t key, const struct text *manifest)
{
	uint8_t hash[EVP_MAX_MD_SIZE];
	unsigned length;

	if (EVP_Digest(manifest->octets, manifest->size, hash, &length,
	               EVP_sha256(), NULL)
	    != 1)
		return fail(out, "its hash can't be computed", NULL);
	fprintf(out, "signed %zu ", key);
	for (unsigned i = 0; i < length; i++)
		fprintf(out, "%02x", hash[i]);
	fputc('\n', out);
	fwrite(manifest->octets, 1, manifest->size, out);
	return 0;
}

/* Small and of a fixed size, the signature goes first. */
static int
verify(const struct verifier *verifier, struct text *manifest, FILE *out)
{
	uint8_t signature[SIGNATURE];
	int result = read_signature(signature, verifier->signature, out);

	if (result == 0)
		result = read_manifest(manifest, verifier->manifest, out);
	if (result < 0)
		return result;
	for (size_t i = 0; i < verifier->key_count; i++)
		if (has_signed(verifier->keys[i], signature, manifest))
			return report(out, i, manifest);
	return fail(out,
	            "its manifest isn't signed by a trusted key, or has been"
	            " changed since",
	            NULL);
}

size_t
verifier_memory(const struct verifier *verifier)
{
	struct stat about = {0};
	size_t size = 0;

	if (fstat(verifier->manifest, &about) == 0 && about.st_size > 0
	    && about.st_size <= MANIFEST_MAX)
		size = (size_t)about.st_size;
	return SANDBOX_SPARE + size;
}

int
verifier_run(const struct verifier *verifier)
{
	FILE *out = fdopen(verifier->report, "w");
	struct text manifest = {0};
	int result;

	if (out == NULL)
		return 1;
	/* The system's configuration has nothing to say about this. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	result = verify(verifier, &manifest, out);
	free(manifest.octets);
	if (fclose(out) != 0)
		result = ERR_SYSTEM;
	return result == 0 ? 0 : 1;
}
