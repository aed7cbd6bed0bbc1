/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/compiler.h"
#include "server/reload.h"
#include "server/settle.h"
#include "server/verify.h"

enum {
	RELOAD_WHY = SETTLE_WHY,
	STATUS_FAILED = 1, /* contract, section 6: it can't start */
	STATUS_UNREADABLE = 2,
};

struct reload {
	const struct runtime *runtime;
	const struct reload_source *source;
	struct listener *listeners;
	size_t listener_count;
	void (*begun)(void *context);
	void (*done)(void *context, const struct reload_result *result);
	void *context;

	struct generation *serving;
	uint64_t run; /* the number of the one that runs, or was the last */
	bool running;
	bool again; /* asked for while running */
	bool force_next;
	bool stopped; /* for good */

	/* While it is running: */
	bool force;
	struct verify *verify; /* in course */
	struct generation *next;
	struct images images;
	size_t step;               /* image to load, or process to start */
	struct load *load;         /* in course */
	struct compiler *compiler; /* in course */
	char *said;                /* by the compiler; NULL: nothing */
	struct settle settle;
};

static void load_next(struct reload *reload);
static void start_next(struct reload *reload);
static void read_source(void *context);
static void fail_for(void *context, int status, const char *why);

struct reload *
reload_new(const struct runtime *runtime, const struct reload_source *source,
           struct listener *listeners, size_t listener_count,
           void (*begun)(void *context),
           void (*done)(void *context, const struct reload_result *result),
           void *context)
{
	struct reload *reload = calloc(1, sizeof(*reload));

	if (reload == NULL)
		return NULL;
	*reload = (struct reload){
	    .runtime = runtime,
	    .source = source,
	    .listeners = listeners,
	    .listener_count = listener_count,
	    .begun = begun,
	    .done = done,
	    .context = context,
	};
	settle_init(&reload->settle, runtime->loop,
	            source->kind == IMAGES_FOLDER ? source->paths[0] : NULL,
	            read_source, fail_for, reload);
	return reload;
}

/* One run's end, whichever; the next one begins if it was asked for. */
static void
end(struct reload *reload, int status, const char *why)
{
	struct reload_result result = {
	    .run = reload->run,
	    .status = status,
	    .why = why,
	    .said = reload->said != NULL ? reload->said : "",
	    .serving = reload->serving,
	};

	images_clear(&reload->images);
	reload->running = false;
	reload->done(reload->context, &result);
	free(reload->said);
	reload->said = NULL;
	if (reload->again && !reload->stopped) {
		reload->again = false;
		reload_begin(reload);
	}
}

static void fail(struct reload *reload, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void refuse(struct reload *reload, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
drop_next(struct reload *reload)
{
	generation_drop(reload->next, false);
	reload->next = NULL;
}

static void
fail_for(void *context, int status, const char *why)
{
	struct reload *reload = context;

	drop_next(reload);
	end(reload, status, why);
}

static void
fail(struct reload *reload, int status, const char *format, ...)
{
	char why[RELOAD_WHY];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(why, sizeof(why), format, arguments);
	va_end(arguments);
	fail_for(reload, status, why);
}

/* What was named doesn't fit together: not yet, if it is a folder that is
 * being written. */
static void
refuse(struct reload *reload, int status, const char *format, ...)
{
	char why[RELOAD_WHY];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(why, sizeof(why), format, arguments);
	va_end(arguments);
	drop_next(reload);
	images_clear(&reload->images);
	settle_failed(&reload->settle, status, why);
}

/* It is remembered before it is served: what a crash loses is never that it
 * was. */
static int
remember(struct reload *reload)
{
	struct served *served = reload->source->served;

	if (served == NULL)
		return 0;
	return served_keep(served, reload->images.generation,
	                   reload->images.hash);
}

static void
take_over(struct reload *reload)
{
	struct generation *before = reload->serving;
	int result = remember(reload);

	if (result < 0) {
		fail(reload, STATUS_FAILED,
		     "its generation can't be remembered in the state folder:"
		     " %s",
		     err_text(result));
		return;
	}
	reload->serving = reload->next;
	reload->next = NULL;
	generation_take_over(reload->serving, before);
	end(reload, 0, NULL);
}

/* A process is ready, or one that was ready has died meanwhile. */
static void
process_tried(void *context, struct process *process, const char *why)
{
	struct reload *reload = context;

	if (why == NULL) {
		reload->step++;
		start_next(reload);
		return;
	}
	generation_forget(reload->next, process);
	fail(reload, STATUS_FAILED, "a view can't be served: %s", why);
}

static void
start_next(struct reload *reload)
{
	int result = 0;

	while (reload->step <= reload->next->view_count) {
		result = generation_start(reload->next, reload->step,
		                          process_tried, reload);
		if (result != 0)
			break;
		reload->step++;
	}
	if (result < 0)
		fail(reload, STATUS_FAILED,
		     "a view process can't be started: %s", err_text(result));
	else if (result == 0)
		take_over(reload);
}

static void
plan(struct reload *reload)
{
	char why[LISTENER_WHY];

	if (generation_plan(reload->next, why) < 0) {
		fail(reload, STATUS_FAILED, "%s", why);
		return;
	}
	reload->step = 0;
	start_next(reload);
}

static void
image_loaded(void *context, struct loaded *loaded, const char *why)
{
	struct reload *reload = context;
	const char *path = reload->images.items[reload->step].path;

	reload->load = NULL;
	if (loaded == NULL) {
		refuse(reload, STATUS_FAILED, "refused image %s: %s", path,
		       why);
		return;
	}
	if (generation_add(reload->next, loaded) < 0) {
		char name[VIEW_NAME];

		memcpy(name, loaded->report.name, sizeof(name));
		loaded_clear(loaded);
		fail(reload, STATUS_FAILED,
		     "view %s is given twice, the second time by %s", name,
		     path);
		return;
	}
	reload->step++;
	load_next(reload);
}

static void
load_next(struct reload *reload)
{
	const struct image_file *image = &reload->images.items[reload->step];
	int result;

	if (reload->step == reload->images.count) {
		plan(reload);
		return;
	}
	result = load_start(&reload->load, reload->runtime, image, image_loaded,
	                    reload);
	if (result == 0)
		return;
	/* What the operator named must be there; what a manifest names and
	 * isn't there is a folder that is no good. */
	if (reload->source->kind == IMAGES_FILES)
		fail(reload, STATUS_UNREADABLE, "%s: %s", image->path,
		     err_text(result));
	else
		refuse(reload, STATUS_FAILED, "refused image %s: %s",
		       image->path, err_text(result));
}

/* The images are listed. */
static void
load(struct reload *reload)
{
	reload->next =
	    generation_new(reload->runtime, reload->listeners,
	                   reload->listener_count, reload->images.count);
	if (reload->next == NULL) {
		fail(reload, STATUS_FAILED, "out of memory");
		return;
	}
	reload->step = 0;
	load_next(reload);
}

static void
list(struct reload *reload)
{
	const struct reload_source *source = reload->source;
	const char *folder = source->kind == IMAGES_SITE ? source->state->site
	                                                 : source->paths[0];
	char why[IMAGES_WHY] = "out of memory";
	int result;

	if (source->kind == IMAGES_FILES)
		result = images_of_files(&reload->images, source->paths,
		                         source->path_count);
	else
		result = images_of_folder(&reload->images, folder, why);
	if (result == 0)
		load(reload);
	else
		refuse(reload,
		       result == ERR_SYSTEM ? STATUS_UNREADABLE : STATUS_FAILED,
		       "%s", why);
}

static void
folder_verified(void *context, const char *why)
{
	struct reload *reload = context;

	reload->verify = NULL;
	if (why == NULL)
		load(reload);
	else
		refuse(reload, STATUS_FAILED, "%s", why);
}

static void
verify(struct reload *reload)
{
	const struct verify_folder folder = {
	    .path = reload->source->paths[0],
	    .served = reload->source->served,
	    .force = reload->force,
	    .images = &reload->images,
	};
	char why[IMAGES_WHY];

	if (verify_start(&reload->verify, reload->runtime, &folder,
	                 folder_verified, reload, why)
	    < 0)
		refuse(reload, STATUS_FAILED, "%s", why);
}

static void
site_compiled(void *context, const struct compiled *compiled)
{
	struct reload *reload = context;
	const struct launch *launch = reload->runtime->launch;
	const char *site = reload->source->paths[0];
	const int status = compiled->status;
	char text[CHILD_TEXT];

	reload->compiler = NULL;
	reload->said = strdup(compiled->text);
	if (status == 0)
		list(reload);
	else if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_FAILED)
		fail(reload, STATUS_FAILED, "%s has errors", site);
	else if (status != 0 && compiled->starved)
		fail(reload, STATUS_FAILED,
		     "the compiler of %s has had no memory left: it may have"
		     " %zu MiB; \"compiler-memory\" in mulliond.conf(5) gives"
		     " it more, or compile it beforehand and serve the images",
		     site, launch_compiler_memory(launch) >> 20);
	else if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_UNREADABLE)
		fail(reload, STATUS_UNREADABLE,
		     "%s can't be compiled%s%s, for what mullion said before"
		     " this: its folders and files must be readable for that"
		     " user, without the help of links that lead out of it, see"
		     " chmod(1), and disk and memory suffice; or compile it"
		     " beforehand and serve the images",
		     site, launch->user[0] != '\0' ? " as " : "", launch->user);
	else
		fail(reload, STATUS_FAILED, "the compiler of %s %s", site,
		     child_status_text(text, status));
}

/* At the start nobody has asked, and a terminal may be looked at: progress is
 * for that alone. */
static void
compile(struct reload *reload)
{
	const struct reload_source *source = reload->source;
	int result =
	    compiler_start(&reload->compiler, reload->runtime, source->paths[0],
	                   source->state->site,
	                   reload->serving != NULL || !isatty(STDERR_FILENO),
	                   site_compiled, reload);

	if (result < 0)
		fail(reload, STATUS_FAILED, "mullion can't be started: %s",
		     err_text(result));
}

static void
read_source(void *context)
{
	struct reload *reload = context;

	if (reload->source->kind == IMAGES_SITE)
		compile(reload);
	else if (reload->source->served != NULL)
		verify(reload);
	else
		list(reload);
}

uint64_t
reload_begin(struct reload *reload)
{
	const uint64_t next = reload->run + 1;

	if (reload->running) {
		reload->again = true;
		return next;
	}
	reload->running = true;
	reload->run = next;
	reload->force = reload->force_next;
	reload->force_next = false;
	reload->begun(reload->context);
	settle_begin(&reload->settle);
	read_source(reload);
	return next;
}

void
reload_adopt(struct reload *reload, struct generation *serving)
{
	reload->serving = serving;
}

void
reload_force(struct reload *reload)
{
	reload->force_next = true;
}

void
reload_stop(struct reload *reload)
{
	if (reload->stopped)
		return;
	reload->stopped = true;
	if (reload->compiler != NULL)
		compiler_cancel(reload->compiler);
	if (reload->verify != NULL)
		verify_cancel(reload->verify);
	if (reload->load != NULL)
		load_cancel(reload->load);
	reload->compiler = NULL;
	reload->verify = NULL;
	reload->load = NULL;
	generation_drop(reload->next, false);
	generation_drop(reload->serving, true);
	reload->next = reload->serving = NULL;
	settle_stop(&reload->settle);
}

void
reload_free(struct reload *reload)
{
	images_clear(&reload->images);
	free(reload->said);
	free(reload);
}

const struct generation *
reload_serving(const struct reload *reload)
{
	return reload->serving;
}

bool
reload_runs(const struct reload *reload)
{
	return reload->running;
}
