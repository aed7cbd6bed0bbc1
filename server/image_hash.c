/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "lib/err.h"
#include "lib/image_format.h"
#include "server/image_hash.h"

struct image_hash {
	const uint8_t *base; /* NULL: there is nothing to do */
	size_t size;
	pthread_t thread;
	bool threaded;
	sem_t running;
	sem_t begin;
	EVP_MD *method; /* NULL: there is none */
	int result;
};

/* Of all that stands behind the hash. */
static int
compute(const struct image_hash *hash)
{
	const size_t from = offsetof(struct image_header, hash) + IMAGE_HASH;
	uint8_t octets[EVP_MAX_MD_SIZE];
	unsigned length;

	if (hash->method == NULL
	    || EVP_Digest(hash->base + from, hash->size - from, octets, &length,
	                  hash->method, NULL)
	           != 1)
		return ERR_MEMORY;
	if (length != IMAGE_HASH
	    || memcmp(octets, hash->base + from - IMAGE_HASH, IMAGE_HASH) != 0)
		return ERR_DAMAGED;
	return 0;
}

/* OpenSSL takes milliseconds to find its methods. The system's configuration
 * has nothing to say about this one. */
static void
prepare(struct image_hash *hash)
{
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	hash->method = EVP_MD_fetch(NULL, "SHA256", NULL);
}

static void
wait_for(sem_t *semaphore)
{
	while (sem_wait(semaphore) < 0)
		;
}

static void *
run(void *argument)
{
	struct image_hash *hash = argument;

	sem_post(&hash->running);
	prepare(hash);
	wait_for(&hash->begin);
	if (hash->base != NULL)
		hash->result = compute(hash);
	return NULL;
}

/* It is waited for the thread's first step, since the C library's own behind
 * clone(2) take system calls that may be ruled out next. */
int
image_hash_new(struct image_hash **made)
{
	struct image_hash *hash = calloc(1, sizeof(*hash));

	if (hash == NULL)
		return ERR_MEMORY;
	sem_init(&hash->running, 0, 0);
	sem_init(&hash->begin, 0, 0);
	hash->threaded = pthread_create(&hash->thread, NULL, run, hash) == 0;
	if (hash->threaded)
		wait_for(&hash->running);
	else
		prepare(hash);
	*made = hash;
	return 0;
}

void
image_hash_begin(struct image_hash *hash, const uint8_t *base, size_t size)
{
	hash->base = base;
	hash->size = size;
	sem_post(&hash->begin);
}

int
image_hash_end(struct image_hash *hash)
{
	int result;

	if (hash->threaded)
		pthread_join(hash->thread, NULL);
	else if (hash->base != NULL)
		hash->result = compute(hash);
	result = hash->result;
	sem_destroy(&hash->running);
	sem_destroy(&hash->begin);
	EVP_MD_free(hash->method);
	free(hash);
	return result;
}

void
image_hash_drop(struct image_hash *hash)
{
	sem_post(&hash->begin);
	image_hash_end(hash);
}
