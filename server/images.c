/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/images.h"

static int
folder_kind(const char *path)
{
	struct stat about;
	char *manifest;
	int result;

	if (asprintf(&manifest, "%s/manifest.json", path) < 0)
		return ERR_MEMORY;
	result = stat(manifest, &about) == 0 ? IMAGES_FOLDER : IMAGES_SITE;
	free(manifest);
	return result;
}

int
images_kind(char *const *paths, size_t count, char *why)
{
	snprintf(why, IMAGES_WHY, "out of memory");
	for (size_t i = 0; i < count; i++) {
		struct stat about;

		if (stat(paths[i], &about) < 0) {
			snprintf(why, IMAGES_WHY, "%s: %s", paths[i],
			         strerror(errno));
			return ERR_SYSTEM;
		}
		if (S_ISREG(about.st_mode))
			continue;
		if (!S_ISDIR(about.st_mode)) {
			snprintf(why, IMAGES_WHY,
			         "%s is neither a folder nor a regular file",
			         paths[i]);
			return ERR_MALFORMED;
		}
		if (count == 1)
			return folder_kind(paths[i]);
		snprintf(why, IMAGES_WHY,
		         "%s is a folder, so it is served alone: one site, one"
		         " folder of images, or images",
		         paths[i]);
		return ERR_MALFORMED;
	}
	return IMAGES_FILES;
}

int
images_add(struct images *images, const char *path, const char *view,
           const char *hash)
{
	struct image_file *grown, *image;

	grown = reallocarray(images->items, images->count + 1, sizeof(*grown));
	if (grown == NULL)
		return ERR_MEMORY;
	images->items = grown;
	image = &grown[images->count];
	*image = (struct image_file){.path = strdup(path)};
	if (image->path == NULL)
		return ERR_MEMORY;
	if (view != NULL)
		snprintf(image->view, sizeof(image->view), "%s", view);
	if (hash != NULL)
		snprintf(image->hash, sizeof(image->hash), "%s", hash);
	images->count++;
	return 0;
}

int
images_of_files(struct images *images, char *const *paths, size_t count)
{
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++)
		result = images_add(images, paths[i], NULL, NULL);
	return result;
}

void
images_clear(struct images *images)
{
	for (size_t i = 0; i < images->count; i++)
		free(images->items[i].path);
	free(images->items);
	*images = (struct images){0};
}

/* Not to wait at a pipe that nobody writes to. */
int
images_open(const char *path)
{
	int image = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat about;

	if (image < 0)
		return ERR_SYSTEM;
	if (fstat(image, &about) == 0 && S_ISREG(about.st_mode))
		return image;
	close(image);
	errno = S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
	return ERR_SYSTEM;
}
