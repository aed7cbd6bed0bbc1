/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "lib/err.h"
#include "zones/cli.h"
#include "zones/sign.h"

struct sign_key {
	EVP_PKEY *pair;
};

static int
failed(const char *what, const char *path)
{
	cli_error("cannot %s the key file %s: %s", what, path, strerror(errno));
	return ERR_REPORTED;
}

static int
keep(struct sign_key **key, EVP_PKEY *pair)
{
	*key = malloc(sizeof(**key));
	if (*key == NULL) {
		EVP_PKEY_free(pair);
		cli_error("out of memory");
		return ERR_REPORTED;
	}
	(*key)->pair = pair;
	return 0;
}

/* Of the open file, which can't be changed for another any more. */
static int
check_file(int file, const char *path)
{
	struct stat about;

	if (fstat(file, &about) != 0)
		return failed("read", path);
	if (!S_ISREG(about.st_mode)) {
		cli_error("the key file %s is no regular file", path);
		return ERR_REPORTED;
	}
	if ((about.st_mode & 077) != 0) {
		cli_error("the key file %s is open to others than its owner, "
		          "so anybody may have the key: chmod 600 %s, or make "
		          "a new one with 'mullion keygen' if others can have "
		          "read it",
		          path, path);
		return ERR_REPORTED;
	}
	return 0;
}

/* Nobody is asked for the passphrase of an encrypted key. */
static int
no_passphrase(char *to, int size, int writing, void *context)
{
	(void)to;
	(void)size;
	(void)writing;
	(void)context;
	return -1;
}

static int
parse(struct sign_key **key, FILE *in, const char *path)
{
	EVP_PKEY *pair = PEM_read_PrivateKey(in, NULL, no_passphrase, NULL);

	if (pair != NULL && EVP_PKEY_id(pair) == EVP_PKEY_ED25519)
		return keep(key, pair);
	EVP_PKEY_free(pair);
	cli_error("%s is no key of 'mullion keygen': it wants an Ed25519 "
	          "private key, PKCS #8 in PEM, without a passphrase",
	          path);
	return ERR_REPORTED;
}

int
sign_key_read(struct sign_key **key, const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	FILE *in;
	int code;

	if (file < 0)
		return failed("read", path);
	code = check_file(file, path);
	if (code < 0) {
		close(file);
		return code;
	}
	in = fdopen(file, "r");
	if (in == NULL) {
		close(file);
		return failed("read", path);
	}
	code = parse(key, in, path);
	fclose(in);
	return code;
}

static int
write_file(const EVP_PKEY *pair, int file, const char *path)
{
	FILE *out = fdopen(file, "w");
	bool written;

	if (out == NULL) {
		close(file);
		return failed("write", path);
	}
	written =
	    PEM_write_PKCS8PrivateKey(out, pair, NULL, NULL, 0, NULL, NULL)
	    == 1;
	written = fflush(out) == 0 && written;
	written = fsync(fileno(out)) == 0 && written;
	if (fclose(out) != 0 || !written)
		return failed("write", path);
	return 0;
}

int
sign_key_make(struct sign_key **key, const char *path)
{
	EVP_PKEY *pair = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	int file, code;

	if (pair == NULL) {
		cli_error("OpenSSL cannot make an Ed25519 key");
		return ERR_REPORTED;
	}
	file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0) {
		code = failed("make", path);
	} else {
		code = write_file(pair, file, path);
		if (code < 0)
			unlink(path);
	}
	if (code == 0)
		return keep(key, pair);
	EVP_PKEY_free(pair);
	return code;
}

void
sign_key_free(struct sign_key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_free(key->pair);
	free(key);
}

void
sign_key_public(const struct sign_key *key, uint8_t octets[PUBLIC_KEY])
{
	size_t size = PUBLIC_KEY;

	memset(octets, 0, PUBLIC_KEY);
	EVP_PKEY_get_raw_public_key(key->pair, octets, &size);
}

int
sign(const struct sign_key *key, uint8_t signature[SIGNATURE],
     const void *octets, size_t size)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t length = SIGNATURE;
	bool done =
	    context != NULL
	    && EVP_DigestSignInit(context, NULL, NULL, NULL, key->pair) == 1
	    && EVP_DigestSign(context, signature, &length, octets, size) == 1
	    && length == SIGNATURE;

	EVP_MD_CTX_free(context);
	return done ? 0 : ERR_MEMORY;
}

bool
sign_is_own(const struct sign_key *key, const uint8_t *signature,
            size_t signature_size, const void *octets, size_t size)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool own =
	    context != NULL
	    && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key->pair) == 1
	    && EVP_DigestVerify(context, signature, signature_size, octets,
	                        size)
		   == 1;

	EVP_MD_CTX_free(context);
	return own;
}
