/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "lib/image.h"
#include "server/huge_map.h"
#include "server/image_copy.h"
#include "server/image_hash.h"
#include "server/loader.h"
#include "server/sandbox.h"
#include "server/view_report.h"

/* The sealed copy of the file. */
struct copy {
	const uint8_t *base;
	size_t size;
	struct image_hash *hash; /* NULL when it is done */
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

/* Copies and seals the file, and maps the copy, which stays mapped for the
 * rest of the process. */
static int
make_copy(struct copy *copy, const struct loader *loader, FILE *out)
{
	const void *base = MAP_FAILED;
	struct stat about;
	const char *what;
	int result = image_copy(loader->memfd, loader->image, &what);

	if (result < 0)
		return fail(out, what,
		            result == ERR_SYSTEM ? strerror(errno) : NULL);
	if (fstat(loader->memfd, &about) == 0)
		base =
		    huge_map(loader->memfd, (size_t)about.st_size, PROT_READ);
	if (base == MAP_FAILED)
		return fail(out, "the copy can't be read", strerror(errno));
	copy->base = base;
	copy->size = (size_t)about.st_size;
	return 0;
}

static int
end_hash(struct copy *copy, FILE *out)
{
	int result = image_hash_end(copy->hash);

	copy->hash = NULL;
	if (result == ERR_DAMAGED)
		return fail(out, "its content isn't that of its hash", NULL);
	return result < 0 ? fail(out, "the hash can't be computed", NULL) : 0;
}

/* The content's hash is the one in the header, and that is the one wanted. */
static int
check_wanted(struct copy *copy, const char *wanted, FILE *out)
{
	const uint8_t *hash = copy->base + offsetof(struct image_header, hash);
	char text[2 * IMAGE_HASH + 1];

	image_hash_begin(copy->hash, copy->base, copy->size);
	if (end_hash(copy, out) < 0)
		return -1;
	for (size_t i = 0; i < IMAGE_HASH; i++)
		snprintf(text + 2 * i, 3, "%02x", hash[i]);
	if (strcmp(text, wanted) != 0)
		return fail(out,
		            "it isn't the image that is signed: its hash is"
		            " another",
		            NULL);
	return 0;
}

static int
open_image(struct image *image, const struct copy *copy, const char *view,
           FILE *out)
{
	const char *why = NULL;
	int result;

	if (strcmp(view, "-") == 0)
		view = NULL;
	result = image_open(image, copy->base, copy->size, view, &why);
	if (result == ERR_VIEW)
		return fail(out, "it is an image of another view", NULL);
	return result < 0 ? fail(out, err_text(result), why) : 0;
}

static int
check(const struct image *image, struct copy *copy, FILE *out)
{
	const bool hash = copy->hash != NULL; /* not done yet */
	const char *why = NULL;
	int hashed = 0, result;

	if (hash)
		image_hash_begin(copy->hash, copy->base, copy->size);
	result = image_check(image, &why);
	if (hash)
		hashed = end_hash(copy, out);
	if (hashed < 0)
		return hashed;
	return result < 0 ? fail(out, err_text(result), why) : 0;
}

static void
report_octets(FILE *out, const uint8_t *octets, size_t size)
{
	for (size_t i = 0; i < size; i++)
		fprintf(out, "%02x", octets[i]);
}

static void
report_ranges(FILE *out, const struct image *image, const char *key,
              const struct image_section *section4,
              const struct image_section *section6)
{
	const struct image_range4 *four =
	    (const void *)(image->base + (size_t)section4->at.at * IMAGE_UNIT);
	const struct image_range6 *six =
	    (const void *)(image->base + (size_t)section6->at.at * IMAGE_UNIT);

	for (uint32_t i = 0; i < section4->count; i++)
		fprintf(out, "%s %08x %08x %u\n", key, four[i].first,
		        four[i].last, four[i].length);
	for (uint32_t i = 0; i < section6->count; i++) {
		fprintf(out, "%s ", key);
		report_octets(out, six[i].first, sizeof(six[i].first));
		fputc(' ', out);
		report_octets(out, six[i].last, sizeof(six[i].last));
		fprintf(out, " %u\n", six[i].length);
	}
}

/* As many as the supervisor takes. */
static void
report_zones(FILE *out, const struct image *image)
{
	const uint32_t count = image->header->zones.count;
	char text[DNAME_TEXT];
	uint8_t name[DNAME_MAX];
	size_t length = 0;

	for (uint32_t i = 0; i < count && i < VIEW_ZONES; i++) {
		const struct image_zone *zone = &image->zones[i];

		image_name_whole(image, image_name(image, zone->apex), name);
		length += strlen(dname_to_text(text, name)) + 1;
		if (length > VIEW_ZONES_TEXT)
			break;
		fprintf(out, "zone %u %s\n", zone->serial, text);
	}
}

static void
report_image(FILE *out, const struct image *image)
{
	const struct image_header *header = image->header;

	assert(header != NULL);
	fprintf(out, "view %.*s\ntrust %s\nhash ", IMAGE_VIEW, header->view,
	        header->trust == IMAGE_EXTERNAL ? "external" : "internal");
	report_octets(out, header->hash, IMAGE_HASH);
	fprintf(out, "\nzones %u\n", header->zones.count);
	report_zones(out, image);
	report_ranges(out, image, "answers", &header->networks4,
	              &header->networks6);
	report_ranges(out, image, "resolver", &header->resolvers4,
	              &header->resolvers6);
	fputs("end\n", out);
}

/* The copy is there: is it an image, and the one that is wanted? */
static int
open_checked(struct image *image, struct copy *copy,
             const struct loader *loader, FILE *out)
{
	int result = 0;

	if (loader->wanted != NULL)
		result = check_wanted(copy, loader->wanted, out);
	if (result == 0)
		result = open_image(image, copy, loader->view, out);
	return result < 0 ? result : check(image, copy, out);
}

/* What the file is, with the seal that says so. */
static int
load(const struct loader *loader, FILE *out)
{
	struct copy copy = {.hash = loader->hash};
	struct image image = {0};
	int result = make_copy(&copy, loader, out);

	if (result == 0)
		result = open_checked(&image, &copy, loader, out);
	if (copy.hash != NULL)
		image_hash_drop(copy.hash);
	if (result < 0)
		return result;
	report_image(out, &image);
	if (fcntl(loader->memfd, F_ADD_SEALS, F_SEAL_SEAL) < 0)
		return fail(out, "the copy can't be sealed", strerror(errno));
	return 0;
}

size_t
loader_memory(const struct loader *loader)
{
	struct stat about = {0};
	size_t size = 0;

	if (fstat(loader->image, &about) == 0 && about.st_size > 0)
		size = (size_t)about.st_size;
	/* image_check() has a bit for each unit */
	return SANDBOX_SPARE + sandbox_thread() + size / IMAGE_UNIT / 8;
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
