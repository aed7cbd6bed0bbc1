/* SPDX-License-Identifier: ISC */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/parallel.h"
#include "zones/serial.h"

static void
digest_add(EVP_MD_CTX *digest, const void *octets, size_t size)
{
	if (EVP_DigestUpdate(digest, octets, size) != 1)
		abort();
}

static void
digest_rrset(EVP_MD_CTX *digest, const struct zone_content *content,
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
digest_new(void)
{
	EVP_MD_CTX *digest = EVP_MD_CTX_new();

	if (digest == NULL
	    || EVP_DigestInit_ex(digest, EVP_sha256(), NULL) != 1) {
		fputs("mullion: out of memory\n", stderr);
		exit(2);
	}
	return digest;
}

static void
hash_zone(EVP_MD_CTX *digest, struct zone *zone)
{
	const struct zone_content *content = zone->content;

	for (size_t i = 0; i < content->count; i++)
		digest_rrset(digest, content, content->rrsets[i]);
	if (EVP_DigestFinal_ex(digest, zone->hash, NULL) != 1)
		abort();
}

void
serial_hash(struct zone *zone)
{
	EVP_MD_CTX *digest = digest_new();

	hash_zone(digest, zone);
	EVP_MD_CTX_free(digest);
}

/* All zones of a view. The same digest begins again for each, since a new one
 * takes longer than a small zone. */
struct hashing {
	struct tree *tree;
	EVP_MD_CTX **digests; /* one a thread */
};

static void
hash_one(void *context, unsigned thread, size_t i)
{
	struct hashing *hashing = context;
	EVP_MD_CTX **digest = &hashing->digests[thread];

	if (*digest == NULL)
		*digest = digest_new();
	else if (EVP_DigestInit_ex(*digest, NULL, NULL) != 1)
		abort();
	hash_zone(*digest, &hashing->tree->zones[i]);
}

static void
hash_all(struct tree *tree)
{
	struct arena *scratch = arena_new();
	unsigned threads = parallel_threads();
	struct hashing hashing = {
	    .tree = tree,
	    .digests = arena_alloc(scratch, threads * sizeof(EVP_MD_CTX *))};

	parallel_run(tree->count, hash_one, &hashing);
	for (unsigned i = 0; i < threads; i++)
		EVP_MD_CTX_free(hashing.digests[i]);
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
