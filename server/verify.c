/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/gather.h"
#include "server/verify.h"
#include "server/worker.h"

struct verify {
	const struct config *config;
	struct verify_folder folder;
	struct gather *report;
	void (*done)(void *context, const char *why);
	void *context;
};

/* Its signature is good: is its generation? */
static int
check_generation(const struct verify *verify, char *why)
{
	const struct verify_folder *folder = &verify->folder;
	char old[SERVED_WHY];

	if (served_check(folder->served, folder->images->generation,
	                 folder->images->hash, old)
	    == 0)
		return 0;
	if (folder->force) {
		log_warning("%s is served all the same, as asked: %s",
		            folder->path, old);
		return 0;
	}
	snprintf(why, IMAGES_WHY, "refused folder %s: %s", folder->path, old);
	return ERR_RANGE;
}

static int
take(const struct verify *verify, const struct verified *verified, char *why)
{
	const struct verify_folder *folder = &verify->folder;
	char id[PUBLIC_KEY_ID];
	int result =
	    images_of_vouched(folder->images, folder->path, verified->manifest,
	                      verified->length, why);

	if (result < 0)
		return result;
	memcpy(folder->images->hash, verified->hash, VIEW_HASH);
	log_info("%s: generation %" PRIu64 ", signed by key %s", folder->path,
	         folder->images->generation,
	         public_key_id(id, verify->config->keys[verified->key]));
	return check_generation(verify, why);
}

static void
gathered(void *context, const struct gathered *gathered)
{
	struct verify *verify = context;
	struct verified verified;
	char reason[VIEW_WHY], text[GATHER_TEXT], why[IMAGES_WHY];
	const char *failure = gathered_failure(gathered, "verifier", text);
	int result = ERR_MALFORMED;

	if (failure == NULL
	    && verified_read(&verified, gathered->text, gathered->length,
	                     verify->config->key_count, reason)
	           < 0)
		failure = reason;
	if (failure == NULL && gathered->status != 0)
		failure = "its verifier has failed";
	if (failure == NULL)
		result = take(verify, &verified, why);
	else
		snprintf(why, IMAGES_WHY, "refused folder %s: %s",
		         verify->folder.path, failure);
	verify->done(verify->context, result < 0 ? why : NULL);
	free(verify);
}

void
verify_cancel(struct verify *verify)
{
	gather_cancel(verify->report);
	free(verify);
}

static int
open_in(const struct verify *verify, const char *name, char *why)
{
	const char *folder = verify->folder.path;
	char *path;
	int file;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return ERR_MEMORY;
	file = images_open(path);
	free(path);
	if (file < 0)
		snprintf(why, IMAGES_WHY,
		         "refused folder %s: its %s can't be read, and it must"
		         " be signed by a trusted key: %s",
		         folder, name, strerror(errno));
	return file;
}

/* The signature is opened first: it is renamed into place first. */
static pid_t
start(const struct verify *verify, const struct launch *launch, char *why)
{
	struct launch_verifier verifier = {
	    .manifest = -1,
	    .signature = open_in(verify, "manifest.sig", why),
	    .report = gather_pipe(verify->report),
	};
	pid_t pid = ERR_SYSTEM;

	if (verifier.signature >= 0)
		verifier.manifest = open_in(verify, "manifest.json", why);
	if (verifier.manifest >= 0) {
		pid = launch_verifier(launch, &verifier);
		if (pid < 0)
			snprintf(why, IMAGES_WHY,
			         "no verifier can be started: %s",
			         err_text(pid));
		close(verifier.manifest);
	}
	if (verifier.signature >= 0)
		close(verifier.signature);
	return pid;
}

int
verify_start(struct verify **made, const struct runtime *runtime,
             const struct verify_folder *folder,
             void (*done)(void *context, const char *why), void *context,
             char *why)
{
	struct verify *verify = calloc(1, sizeof(*verify));
	int result;

	snprintf(why, IMAGES_WHY, "no memory to verify %s", folder->path);
	if (verify == NULL)
		return ERR_MEMORY;
	*verify = (struct verify){
	    .config = runtime->launch->config,
	    .folder = *folder,
	    .done = done,
	    .context = context,
	};
	result = gather_open(&verify->report, runtime, MANIFEST_MAX,
	                     MANIFEST_MAX, gathered, verify);
	if (result == 0)
		result = gather_begin(verify->report,
		                      start(verify, runtime->launch, why));
	if (result < 0)
		free(verify);
	else
		*made = verify;
	return result;
}
