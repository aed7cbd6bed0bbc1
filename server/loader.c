/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/image.h"
#include "server/huge_map.h"
#include "server/image_copy.h"
#include "server/image_hash.h"
#include "server/loader.h"

static int
fail(FILE *out, const char *what, const char *why)
{
	if (why != NULL)
		fprintf(out, "error %s: %s\n", what, why);
	else
		fprintf(out, "error %s\n", what);
	return -1;
}

static int
copy(int image_file, int memfd, FILE *out)
{
	const char *what;
	int result = image_copy(memfd, image_file, &what);

	if (result == ERR_SYSTEM)
		return fail(out, what, strerror(errno));
	return result < 0 ? fail(out, what, NULL) : 0;
}

/* The sealed copy, to read. It stays mapped for the rest of the process. */
static int
open_copy(struct image *image, int memfd, const char *view, FILE *out)
{
	const char *why = NULL;
	struct stat about;
	const void *base;
	int result;

	if (fstat(memfd, &about) < 0)
		return fail(out, "the copy can't be read", strerror(errno));
	base = huge_map(memfd, (size_t)about.st_size, PROT_READ);
	if (base == MAP_FAILED)
		return fail(out, "the copy can't be read", strerror(errno));
	if (strcmp(view, "-") == 0)
		view = NULL;
	result = image_open(image, base, (size_t)about.st_size, view, &why);
	if (result == ERR_VIEW)
		return fail(out, "it is an image of another view", NULL);
	return result < 0 ? fail(out, err_text(result), why) : 0;
}

static int
check(const struct image *image, struct image_hash *hash, FILE *out)
{
	const char *why = NULL;
	int hashed, result;

	image_hash_begin(hash, image);
	result = image_check(image, &why);
	hashed = image_hash_end(hash);
	if (hashed == ERR_DAMAGED)
		return fail(out, "its content isn't that of its hash", NULL);
	if (hashed < 0)
		return fail(out, "the hash can't be computed", NULL);
	return result < 0 ? fail(out, err_text(result), why) : 0;
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

/* What the file is, with the seal that says so; the hash is the check's. */
static int
load(const struct loader *loader, FILE *out)
{
	struct image image;
	int result = copy(loader->image, loader->memfd, out);

	if (result == 0)
		result = open_copy(&image, loader->memfd, loader->view, out);
	if (result < 0) {
		image_hash_drop(loader->hash);
		return result;
	}
	result = check(&image, loader->hash, out);
	if (result < 0)
		return result;
	report_image(out, &image);
	if (fcntl(loader->memfd, F_ADD_SEALS, F_SEAL_SEAL) < 0)
		return fail(out, "the copy can't be sealed", strerror(errno));
	return 0;
}

int
loader_run(const struct loader *loader)
{
	FILE *out = fdopen(loader->report, "w");
	int result;

	if (out == NULL)
		return 1;
	result = load(loader, out);
	if (fclose(out) != 0)
		result = -1;
	return result == 0 ? 0 : 1;
}
