/* SPDX-License-Identifier: ISC */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/parallel.h"
#include "zones/serial.h"

/* A zone is many small pieces, and each that is handed on costs more than its
 * octets do. */
struct digest {
	EVP_MD_CTX *context;
	size_t waiting;
	uint8_t octets[4096];
};

static void
digest_hand_on(struct digest *digest, const void *octets, size_t size)
{
	if (EVP_DigestUpdate(digest->context, octets, size) != 1)
		abort();
}

static void
digest_add(struct digest *digest, const void *octets, size_t size)
{
	if (size > sizeof(digest->octets) - digest->waiting) {
		digest_hand_on(digest, digest->octets, digest->waiting);
		digest->waiting = 0;
	}
	if (size > sizeof(digest->octets)) {
		digest_hand_on(digest, octets, size);
		return;
	}
	memcpy(digest->octets + digest->waiting, octets, size);
	digest->waiting += size;
}

static void
digest_rrset(struct digest *digest, const struct zone_content *content,
             const struct rrset *rrset)
{
	uint8_t head[10];

	digest_add(digest, rrset->owner, dname_length(rrset->owner));
	wire_write16(head, rrset->type);
	wire_write32(head + 2, rrset->ttl);
	wire_write32(head + 6, rrset->count);
	digest_add(digest, head, sizeof(head));
	for (uint32_t i = 0; i < rrset->count; i++) {
		const struct rdatum *rdatum = &rrset->data[i];
		size_t serial;

		wire_write16(head, rdatum->length);
		digest_add(digest, head, 2);
		if (rrset == content->soa) {
			serial = (size_t)(content->serial - rdatum->wire);
			digest_add(digest, rdatum->wire, serial);
			digest_add(digest, "\0\0\0\0", 4);
			digest_add(digest, rdatum->wire + serial + 4,
			           rdatum->length - serial - 4);
		} else {
			digest_add(digest, rdatum->wire, rdatum->length);
		}
	}
}

static EVP_MD_CTX *
context_new(void)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	if (context == NULL
	    || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
		fputs("mullion: out of memory\n", stderr);
		exit(2);
	}
	return context;
}

static void
hash_zone(EVP_MD_CTX *context, struct zone *zone)
{
	const struct zone_content *content = zone->content;
	struct digest digest;

	digest.context = context;
	digest.waiting = 0;
	for (size_t i = 0; i < content->count; i++)
		digest_rrset(&digest, content, content->rrsets[i]);
	digest_hand_on(&digest, digest.octets, digest.waiting);
	if (EVP_DigestFinal_ex(context, zone->hash, NULL) != 1)
		abort();
}

void
serial_hash(struct zone *zone)
{
	EVP_MD_CTX *context = context_new();

	hash_zone(context, zone);
	EVP_MD_CTX_free(context);
}

/* All zones of a view. The same context begins again for each, since a new one
 * takes longer than a small zone. */
struct hashing {
	struct tree *tree;
	EVP_MD_CTX **contexts; /* one a thread */
};

static void
hash_one(void *context, unsigned thread, size_t i)
{
	struct hashing *hashing = context;
	EVP_MD_CTX **own = &hashing->contexts[thread];

	if (*own == NULL)
		*own = context_new();
	else if (EVP_DigestInit_ex(*own, NULL, NULL) != 1)
		abort();
	hash_zone(*own, &hashing->tree->zones[i]);
}

static void
hash_all(struct tree *tree)
{
	struct arena *scratch = arena_new();
	unsigned threads = parallel_threads();
	struct hashing hashing = {
	    .tree = tree,
	    .contexts = arena_alloc(scratch, threads * sizeof(EVP_MD_CTX *))};

	parallel_run(tree->count, hash_one, &hashing);
	for (unsigned i = 0; i < threads; i++)
		EVP_MD_CTX_free(hashing.contexts[i]);
	arena_free(scratch);
}

static bool
is_greater(uint32_t a, uint32_t b)
{
	return a != b && a - b < UINT32_C(1) << 31;
}

uint32_t
serial_after(uint32_t previous, uint32_t now)
{
	uint32_t next = is_greater(now, previous) ? now : previous + 1;

	return next == 0 ? 1 : next;
}

/* Zones are in canonical order of their apexes, here and there: *at is how far
 * those before this one went. */
static const struct image_zone *
previous_zone(const struct image *image, const uint8_t *apex, size_t *at)
{
	size_t count = image != NULL ? image->header->zones.count : 0;

	for (; *at < count; ++*at) {
		const struct image_zone *zone = &image->zones[*at];
		int order =
		    dname_compare(image_name(image, zone->apex)->octets, apex);

		if (order >= 0)
			return order == 0 ? zone : NULL;
	}
	return NULL;
}

static void
check_written(const struct zone *zone, const struct image_zone *previous,
              unsigned view, struct report *report)
{
	uint32_t serial = wire_read32(zone->content->serial);

	if (previous == NULL || is_greater(serial, previous->serial)
	    || memcmp(previous->content, zone->hash, IMAGE_HASH) == 0)
		return;
	report_in_view(report, RULE_SERIAL_NOT_RAISED, zone->content->soa_place,
	               view, zone->content->text,
	               "the content of %s changed, but its serial %u isn't "
	               "greater than before, so no secondary will fetch it: "
	               "raise it, or leave it out and it is kept for you",
	               zone->content->text, serial);
}

void
serial_choose(struct tree *tree, const struct image *previous, uint32_t now,
              struct report *report)
{
	size_t at = 0;

	hash_all(tree);
	for (size_t i = 0; i < tree->count; i++) {
		struct zone *zone = &tree->zones[i];
		const struct image_zone *before =
		    previous_zone(previous, zone->content->apex, &at);
		uint32_t serial = now == 0 ? 1 : now;

		if (zone->content->serial_written) {
			check_written(zone, before, tree->content->index,
			              report);
			continue;
		}
		if (before != NULL
		    && memcmp(before->content, zone->hash, IMAGE_HASH) == 0)
			serial = before->serial;
		else if (before != NULL)
			serial = serial_after(before->serial, now);
		wire_write32(zone->content->serial, serial);
	}
}

void
serial_follow(struct tree *tree, const uint32_t *previous, uint32_t now)
{
	hash_all(tree);
	for (size_t i = 0; i < tree->count; i++) {
		struct zone *zone = &tree->zones[i];

		if (zone->content->serial_written)
			continue;
		wire_write32(zone->content->serial,
		             previous[i] != 0 ? serial_after(previous[i], now)
		             : now == 0       ? 1
		                              : now);
	}
}
