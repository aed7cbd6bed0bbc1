/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/state.h"

static int
make_temporary(struct state *state, const char *folder)
{
	if (asprintf(&state->path, "%s/mulliond-XXXXXX", folder) < 0) {
		state->path = NULL;
		return ERR_MEMORY;
	}
	if (mkdtemp(state->path) == NULL) {
		free(state->path);
		state->path = NULL;
		return ERR_SYSTEM;
	}
	state->temporary = true;
	return 0;
}

/* Where another user is to come there, /run/user/N won't do. */
static int
find_folder(struct state *state, const char *path, bool other_user)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	if (path == NULL) {
		if (!other_user && runtime != NULL && *runtime == '/'
		    && make_temporary(state, runtime) == 0)
			return 0;
		return make_temporary(state, "/tmp");
	}
	state->path = strdup(path);
	if (state->path == NULL)
		return ERR_MEMORY;
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return ERR_SYSTEM;
	return 0;
}

/* For the compiler to write to, and nobody else to read. */
static int
give(int folder, uid_t uid, gid_t gid)
{
	struct stat about;

	/* What is as it is to be, a server that was upgraded, and has no
	 * privilege left for this, needn't change. */
	if (fstat(folder, &about) == 0
	    && (uid == (uid_t)-1
	        || (about.st_uid == uid && about.st_gid == gid))
	    && (about.st_mode & 07777) == 0700)
		return 0;
	if (uid != (uid_t)-1 && fchown(folder, uid, gid) < 0)
		return ERR_SYSTEM;
	return fchmod(folder, 0700) < 0 ? ERR_SYSTEM : 0;
}

static int
make_site(struct state *state, uid_t uid, gid_t gid)
{
	int site, result;

	if (mkdirat(state->lock, "site", 0700) < 0 && errno != EEXIST)
		return ERR_SYSTEM;
	site = openat(state->lock, "site",
	              O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (site < 0)
		return ERR_SYSTEM;
	result = give(site, uid, gid);
	close(site);
	if (result == 0 && state->temporary)
		result = give(state->lock, uid, gid);
	if (result == 0 && asprintf(&state->site, "%s/site", state->path) < 0) {
		state->site = NULL;
		result = ERR_MEMORY;
	}
	return result;
}

int
state_open(struct state *state, const char *path, bool site, uid_t uid,
           gid_t gid)
{
	int result;

	*state = (struct state){.lock = -1, .uid = uid};
	result = find_folder(state, path, uid != (uid_t)-1);
	if (result == 0) {
		state->lock =
		    open(state->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		result = state->lock < 0 ? ERR_SYSTEM : 0;
	}
	if (result == 0 && flock(state->lock, LOCK_EX | LOCK_NB) < 0) {
		log_error("the state folder %s is another mulliond's",
		          state->path);
		return ERR_REPORTED;
	}
	if (result == 0 && site)
		result = make_site(state, uid, gid);
	if (result < 0) {
		log_error("the state folder %s can't be used: %s",
		          state->path != NULL ? state->path : "in /tmp",
		          err_text(result));
		return ERR_REPORTED;
	}
	return 0;
}

int
state_adopt(struct state *state, const char *path, bool temporary, int lock,
            bool site, uid_t uid, gid_t gid)
{
	int result = 0;

	*state = (struct state){
	    .path = strdup(path),
	    .temporary = temporary,
	    .lock = lock,
	    .uid = uid,
	};
	if (state->path == NULL)
		result = ERR_MEMORY;
	else if (site)
		result = make_site(state, uid, gid);
	if (result == 0)
		return 0;
	log_error("the state folder %s can't be taken over: %s", path,
	          err_text(result));
	return ERR_REPORTED;
}

/* What the compiler wrote is files, and no folder. */
static void
remove_files(const struct state *state)
{
	int site = openat(state->lock, "site",
	                  O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *folder = site < 0 ? NULL : fdopendir(site);
	const struct dirent *entry;

	if (folder == NULL) {
		if (site >= 0)
			close(site);
		return;
	}
	while ((entry = readdir(folder)) != NULL)
		unlinkat(dirfd(folder), entry->d_name, 0);
	closedir(folder);
	unlinkat(state->lock, "site", AT_REMOVEDIR);
}

/* As its owner, since root has given up writing where others own. */
static void
remove_all(const struct state *state)
{
	const uid_t before = geteuid();
	const bool other = state->uid != (uid_t)-1 && state->uid != before;

	if (other && seteuid(state->uid) < 0)
		return;
	remove_files(state);
	rmdir(state->path);
	if (other && seteuid(before) < 0)
		abort();
}

void
state_close(struct state *state)
{
	if (state->temporary && state->lock >= 0)
		remove_all(state);
	if (state->lock >= 0)
		close(state->lock);
	free(state->path);
	free(state->site);
	*state = (struct state){.lock = -1};
}
