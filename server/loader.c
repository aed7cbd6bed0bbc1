/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "lib/err.h"
#include "lib/image.h"
#include "server/loader.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 /* Linux 6.1; Debian 12's libc doesn't know it */
#endif

enum { HUGE_PAGE = 2 << 20 };

/* No reference in an image leads further. */
static const uint64_t image_size_max = (uint64_t)UINT32_MAX * IMAGE_UNIT;

/* The copy: size octets of the memfd, mapped to write. */
struct copy {
	uint8_t *base;
	size_t size;
	void *reserved;
	size_t reserved_size;
};

static int
fail(FILE *out, const char *what, const char *why)
{
	if (why != NULL)
		fprintf(out, "error %s: %s\n", what, why);
	else
		fprintf(out, "error %s\n", what);
	return -1;
}

/*
 * Maps the memfd where a 2 MiB page could lie: huge pages want address and
 * offset aligned alike.
 */
static int
copy_map(struct copy *copy, int memfd, size_t size)
{
	uint8_t *aligned;

	copy->size = size;
	copy->reserved_size = size + HUGE_PAGE;
	copy->reserved =
	    mmap(NULL, copy->reserved_size, PROT_NONE,
	         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (copy->reserved == MAP_FAILED)
		return ERR_SYSTEM;
	aligned = copy->reserved;
	aligned += (size_t)(-(uintptr_t)aligned & (HUGE_PAGE - 1));
	copy->base = mmap(aligned, size, PROT_READ | PROT_WRITE,
	                  MAP_SHARED | MAP_FIXED, memfd, 0);
	return copy->base == MAP_FAILED ? ERR_SYSTEM : 0;
}

/* read(2), not a map: a file that is cut short meanwhile is an error then,
 * and no SIGBUS. */
static int
copy_fill(const struct copy *copy, int image)
{
	size_t done = 0;

	while (done < copy->size) {
		ssize_t got = read(image, copy->base + done, copy->size - done);

		if (got < 0 && errno != EINTR)
			return ERR_SYSTEM;
		if (got == 0)
			return ERR_SHORT;
		if (got > 0)
			done += (size_t)got;
	}
	return 0;
}

static int
copy_file(struct copy *copy, int image, int memfd, FILE *out)
{
	struct stat about;
	int result;

	if (fstat(image, &about) < 0)
		return fail(out, "it can't be read", strerror(errno));
	if (!S_ISREG(about.st_mode))
		return fail(out, "it is no regular file", NULL);
	if ((size_t)about.st_size < sizeof(struct image_header))
		return fail(out, "it is too short for an image", NULL);
	if ((uint64_t)about.st_size > image_size_max)
		return fail(out, "it is too long for an image", NULL);
	if (ftruncate(memfd, about.st_size) < 0
	    || copy_map(copy, memfd, (size_t)about.st_size) < 0)
		return fail(out, "no memory for a copy", strerror(errno));
	result = copy_fill(copy, image);
	if (result < 0)
		return fail(out, "it can't be read", err_text(result));
	return 0;
}

static int
hash_check(const struct image *image, size_t size)
{
	const size_t from = offsetof(struct image_header, hash) + IMAGE_HASH;
	uint8_t hash[EVP_MAX_MD_SIZE];
	size_t length = sizeof(hash);

	if (EVP_Q_digest(NULL, "SHA256", NULL, image->base + from, size - from,
	                 hash, &length)
	    != 1)
		return ERR_MEMORY;
	if (length != IMAGE_HASH
	    || memcmp(hash, image->header->hash, IMAGE_HASH) != 0)
		return ERR_DAMAGED;
	return 0;
}

static int
copy_check(struct image *image, const struct copy *copy, const char *view,
           FILE *out)
{
	const char *why = NULL;
	int result;

	if (strcmp(view, "-") == 0)
		view = NULL;
	result = image_open(image, copy->base, copy->size, view, &why);
	if (result == ERR_VIEW)
		return fail(out, "it is an image of another view", NULL);
	if (result < 0)
		return fail(out, err_text(result), why);
	result = hash_check(image, copy->size);
	if (result == ERR_DAMAGED)
		return fail(out, "its content isn't that of its hash", NULL);
	if (result < 0)
		return fail(out, "the hash can't be computed", NULL);
	why = NULL;
	result = image_check(image, &why);
	return result < 0 ? fail(out, err_text(result), why) : 0;
}

/*
 * After the last write. Huge pages are taken where the kernel gives them: a
 * reader's look-ups touch fewer TLB entries then. F_SEAL_WRITE wants no map
 * that can write, so the copy is given back first.
 */
static int
copy_seal(const struct copy *copy, int memfd, FILE *out)
{
	const size_t huge = copy->size / HUGE_PAGE * HUGE_PAGE;

	if (huge > 0)
		madvise(copy->base, huge, MADV_COLLAPSE);
	if (munmap(copy->reserved, copy->reserved_size) < 0
	    || fcntl(memfd, F_ADD_SEALS,
	             F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)
	           < 0)
		return fail(out, "the copy can't be sealed", strerror(errno));
	return 0;
}

static void
report_octets(FILE *out, const uint8_t *octets, size_t size)
{
	for (size_t i = 0; i < size; i++)
		fprintf(out, "%02x", octets[i]);
}

static void
report_ranges(FILE *out, const struct image *image)
{
	const struct image_header *header = image->header;
	const struct image_range4 *four =
	    (const void *)(image->base
	                   + (size_t)header->networks4.at.at * IMAGE_UNIT);
	const struct image_range6 *six =
	    (const void *)(image->base
	                   + (size_t)header->networks6.at.at * IMAGE_UNIT);

	for (uint32_t i = 0; i < header->networks4.count; i++)
		fprintf(out, "answers %08x %08x %u\n", four[i].first,
		        four[i].last, four[i].length);
	for (uint32_t i = 0; i < header->networks6.count; i++) {
		fputs("answers ", out);
		report_octets(out, six[i].first, sizeof(six[i].first));
		fputc(' ', out);
		report_octets(out, six[i].last, sizeof(six[i].last));
		fprintf(out, " %u\n", six[i].length);
	}
}

static void
report_image(FILE *out, const struct image *image)
{
	const struct image_header *header = image->header;

	fprintf(out, "view %.*s\ntrust %s\nhash ", IMAGE_VIEW, header->view,
	        header->trust == IMAGE_EXTERNAL ? "external" : "internal");
	report_octets(out, header->hash, IMAGE_HASH);
	fprintf(out, "\nzones %u\n", header->zones.count);
	report_ranges(out, image);
	fputs("end\n", out);
}

int
loader_run(const char *view, int image_file, int memfd, int report)
{
	FILE *out = fdopen(report, "w");
	struct copy copy = {0};
	struct image image;
	int result = -1;

	if (out == NULL)
		return 1;
	if (copy_file(&copy, image_file, memfd, out) == 0
	    && copy_check(&image, &copy, view, out) == 0) {
		report_image(out, &image);
		result = ferror(out) ? -1 : 0;
	}
	if (result == 0)
		result = copy_seal(&copy, memfd, out);
	if (fclose(out) != 0)
		result = -1;
	return result == 0 ? 0 : 1;
}
