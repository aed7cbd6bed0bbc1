/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "server/images.h"
#include "server/verify.h"

/*
 * What the supervisor reads of a folder of images, on any octets: a manifest,
 * and a verifier's report with a manifest behind it. What comes out of either
 * is whole and of its form.
 */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static void
expect(bool claim)
{
	if (!claim)
		abort();
}

static void
read_manifest(const char *text, size_t length)
{
	struct images images = {0};
	char why[IMAGES_WHY] = "";
	int result = images_of_vouched(&images, "DIR", text, length, why);

	expect(strlen(why) < IMAGES_WHY);
	expect(result < 0 || images.count > 0);
	expect(result < 0
	       || (images.generation > 0 && images.generation < 1ull << 53));
	for (size_t i = 0; i < images.count; i++) {
		const struct image_file *image = &images.items[i];

		expect(image->vouched && view_name_valid(image->view));
		expect(strlen(image->hash) == VIEW_HASH - 1);
		expect(strncmp(image->path, "DIR/", 4) == 0
		       && strchr(image->path + 4, '/') == NULL
		       && strcmp(image->path, "DIR/..") != 0);
	}
	images_clear(&images);
}

static void
read_report(const uint8_t *octets, size_t size)
{
	struct verified verified;
	char *text = malloc(size + 1), why[VIEW_WHY];

	memcpy(text, octets, size);
	if (verified_read(&verified, text, size, 3, why) == 0) {
		expect(verified.key < 3);
		expect(strlen(verified.hash) == VIEW_HASH - 1);
		expect(verified.manifest + verified.length == text + size);
		read_manifest(verified.manifest, verified.length);
	}
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	read_manifest((const char *)octets, size);
	read_report(octets, size);
	return 0;
}
