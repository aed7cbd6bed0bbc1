/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/image_copy.h"
#include "server/load.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8u /* Linux 6.3 */
#endif

enum {
	LOAD_MS = 60000,
	READ_ROOM = 1 << 16,
};

struct load {
	const struct runtime *runtime;
	struct image_file want; /* its path isn't kept */
	int image;              /* the memfd */
	int report;             /* the pipe's end to read */
	pid_t pid;
	char *text; /* the report so far */
	size_t length;
	size_t room;
	const char *failure; /* why it was killed */
	uv_poll_t poll;
	uv_timer_t timer;
	unsigned handles; /* not closed yet */
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
handle_closed(uv_handle_t *handle)
{
	struct load *load = handle->data;

	if (--load->handles > 0)
		return;
	close(load->report);
	if (load->image >= 0)
		close(load->image);
	free(load->text);
	free(load);
}

static void
load_fail(struct load *load, const char *why)
{
	if (load->failure == NULL)
		load->failure = why;
	kill(load->pid, SIGKILL);
}

/* Takes what is there of the report. */
static void
take_report(struct load *load)
{
	ssize_t got;

	do {
		if (load->room - load->length < READ_ROOM) {
			size_t room = load->room * 2 + READ_ROOM;
			char *grown = NULL;

			if (load->length <= VIEW_REPORT_MAX)
				grown = realloc(load->text, room);
			if (grown == NULL) {
				load_fail(load,
				          "the loader's report has no end");
				uv_poll_stop(&load->poll);
				return;
			}
			load->text = grown;
			load->room = room;
		}
		got = read(load->report, load->text + load->length, READ_ROOM);
		if (got > 0)
			load->length += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	if (got == 0)
		uv_poll_stop(&load->poll);
}

static void
report_readable(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	take_report(poll->data);
}

static void
timed_out(uv_timer_t *timer)
{
	load_fail(timer->data, "its loader hasn't finished in a minute");
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
finish(struct load *load, int status)
{
	struct loaded loaded = {.image = -1};
	char why[VIEW_WHY + CHILD_TEXT], text[CHILD_TEXT];
	const char *failure = load->failure;
	int result = 0;

	if (failure == NULL) {
		result = view_report_read(&loaded.report, load->text,
		                          load->length, why);
		if (result < 0)
			failure = why;
	}
	if (failure == NULL && status == 0) {
		failure = check(load, &loaded.report);
	} else if (WIFSIGNALED(status) && load->failure == NULL) {
		snprintf(why, sizeof(why), "its loader %s",
		         child_status_text(text, status));
		failure = why;
	} else if (failure == NULL) {
		failure = "its loader has failed";
	}
	if (failure != NULL) {
		view_report_clear(&loaded.report);
		load->done(load->context, NULL, failure);
		return;
	}
	loaded.image = load->image;
	load->image = -1;
	load->done(load->context, &loaded, NULL);
}

static void
loader_gone(void *context, int status)
{
	struct load *load = context;

	take_report(load);
	if (load->done != NULL)
		finish(load, status);
	uv_close((uv_handle_t *)&load->poll, handle_closed);
	uv_close((uv_handle_t *)&load->timer, handle_closed);
}

void
load_cancel(struct load *load)
{
	load->done = NULL;
	kill(load->pid, SIGKILL);
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

/* Opens the file, the copy and the pipe, and starts the loader on them. */
static int
start(struct load *load, const char *path)
{
	const char *view = load->want.view[0] != '\0' ? load->want.view : "-";
	int file = images_open(path), ends[2] = {-1, -1}, saved;

	if (file >= 0)
		load->image = make_memfd();
	if (load->image >= 0 && pipe2(ends, O_CLOEXEC) == 0)
		load->pid = launch_loader(load->runtime->launch, view, file,
		                          load->image, ends[1]);
	saved = errno;
	if (file >= 0)
		close(file);
	if (ends[1] >= 0)
		close(ends[1]);
	load->report = ends[0];
	if (load->pid > 0) {
		fcntl(load->report, F_SETFL, O_NONBLOCK);
		return 0;
	}
	if (load->image >= 0)
		close(load->image);
	if (load->report >= 0)
		close(load->report);
	errno = saved;
	return load->pid < 0 ? load->pid : ERR_SYSTEM;
}

int
load_start(struct load **made, const struct runtime *runtime,
           const struct image_file *image,
           void (*done)(void *context, struct loaded *loaded, const char *why),
           void *context)
{
	struct load *load = calloc(1, sizeof(*load));
	int result = children_reserve(runtime->children);

	if (load == NULL || result < 0) {
		free(load);
		return ERR_MEMORY;
	}
	*load = (struct load){
	    .runtime = runtime,
	    .want = *image,
	    .image = -1,
	    .report = -1,
	    .handles = 2,
	    .done = done,
	    .context = context,
	};
	load->want.path = NULL;
	result = start(load, image->path);
	if (result < 0) {
		free(load);
		return result;
	}
	children_add(runtime->children, load->pid, loader_gone, load);
	uv_poll_init(runtime->loop, &load->poll, load->report);
	uv_timer_init(runtime->loop, &load->timer);
	load->poll.data = load->timer.data = load;
	uv_poll_start(&load->poll, UV_READABLE, report_readable);
	uv_timer_start(&load->timer, timed_out, LOAD_MS, 0);
	*made = load;
	return 0;
}
