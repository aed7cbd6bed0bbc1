/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/gather.h"
#include "server/image_copy.h"
#include "server/load.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8u /* Linux 6.3 */
#endif

struct load {
	struct image_file want; /* its path isn't kept */
	int image;              /* the memfd */
	struct gather *report;
	void (*done)(void *context, struct loaded *loaded, const char *why);
	void *context;
};

void
loaded_clear(struct loaded *loaded)
{
	view_report_clear(&loaded->report);
	if (loaded->image >= 0)
		close(loaded->image);
	loaded->image = -1;
}

static void
drop(struct load *load)
{
	if (load->image >= 0)
		close(load->image);
	free(load);
}

/* The report is whole: is it of the image that was wanted? */
static const char *
check(const struct load *load, const struct view_report *report)
{
	const struct image_file *want = &load->want;
	int seals = fcntl(load->image, F_GET_SEALS);

	if (seals < 0 || (seals & IMAGE_CHECKED) != IMAGE_CHECKED)
		return "its loader hasn't sealed it as checked";
	if (want->view[0] != '\0' && strcmp(want->view, report->name) != 0)
		return "it is an image of another view than the manifest says";
	if (want->hash[0] != '\0' && strcmp(want->hash, report->hash) != 0)
		return "it isn't the image of the manifest: its hash is"
		       " another";
	return NULL;
}

static void
gathered(void *context, const struct gathered *gathered)
{
	struct load *load = context;
	struct loaded loaded = {.image = -1};
	char why[VIEW_WHY], text[GATHER_TEXT];
	const char *failure = gathered_failure(gathered, "loader", text);

	if (failure == NULL
	    && view_report_read(&loaded.report, gathered->text,
	                        gathered->length, why)
	           < 0)
		failure = why;
	if (failure == NULL && gathered->status != 0)
		failure = "its loader has failed";
	if (failure == NULL)
		failure = check(load, &loaded.report);
	if (failure == NULL) {
		loaded.image = load->image;
		load->image = -1;
		load->done(load->context, &loaded, NULL);
	} else {
		view_report_clear(&loaded.report);
		load->done(load->context, NULL, failure);
	}
	drop(load);
}

void
load_cancel(struct load *load)
{
	gather_cancel(load->report);
	drop(load);
}

static int
make_memfd(void)
{
	const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int made = memfd_create("view", flags | MFD_NOEXEC_SEAL);

	if (made < 0 && errno == EINVAL)
		made = memfd_create("view", flags);
	return made;
}

/* Opens the file and the copy, and starts the loader on them. */
static pid_t
start(struct load *load, const struct launch *launch, const char *path)
{
	const struct image_file *want = &load->want;
	struct launch_loader loader = {
	    .view = want->view[0] != '\0' ? want->view : "-",
	    .hash = want->vouched ? want->hash : NULL,
	    .image = images_open(path),
	    .report = gather_pipe(load->report),
	};
	pid_t pid = ERR_SYSTEM;
	int saved;

	if (loader.image < 0)
		return ERR_SYSTEM;
	load->image = loader.memfd = make_memfd();
	if (loader.memfd >= 0)
		pid = launch_loader(launch, &loader);
	saved = errno;
	close(loader.image);
	errno = saved;
	return pid;
}

/* What it will take depends on it; should it grow, it is refused anyway. */
static uint64_t
size_of(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 ? (uint64_t)about.st_size : 0;
}

int
load_start(struct load **made, const struct runtime *runtime,
           const struct image_file *image,
           void (*done)(void *context, struct loaded *loaded, const char *why),
           void *context)
{
	struct load *load = calloc(1, sizeof(*load));
	int result, saved;

	if (load == NULL)
		return ERR_MEMORY;
	*load = (struct load){
	    .want = *image,
	    .image = -1,
	    .done = done,
	    .context = context,
	};
	load->want.path = NULL;
	result = gather_open(&load->report, runtime, VIEW_REPORT_MAX,
	                     size_of(image->path), gathered, load);
	if (result == 0)
		result = gather_begin(
		    load->report, start(load, runtime->launch, image->path));
	saved = errno;
	if (result < 0)
		drop(load);
	else
		*made = load;
	errno = saved;
	return result;
}
