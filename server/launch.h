/* SPDX-License-Identifier: ISC */
#ifndef MULLION_LAUNCH_H
#define MULLION_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "server/config.h"

/*
 * What the supervisor starts: where the programs lie, which user they become,
 * and their command lines (worker.h has those of mulliond-view).
 *
 * Started as root, the supervisor stays root, which it needs to open images
 * that only root may read, and for its ports at a reload; all that it starts
 * becomes another user before it reads anything.
 */
struct launch {
	const struct config *config;
	char *view_path;
	int view;     /* mulliond-view, open */
	int compiler; /* mullion, open; -1 where it isn't installed */
	uid_t uid; /* (uid_t)-1: not started as root, all stay who they are */
	gid_t gid;
	char ids[32];  /* "UID:GID" */
	char user[40]; /* its name */
};

struct launch_socket {
	int descriptor;
	bool tcp;
	bool alone;
};

struct launch_worker {
	const char *view; /* NULL: the refuser */
	int image;        /* the sealed copy; -1 for the refuser */
	struct launch_socket *sockets;
	size_t socket_count;
};

/* Finds programs and user. What is missing goes to the log: ERR_REPORTED. */
int launch_init(struct launch *launch, const struct config *config);
void launch_clear(struct launch *launch);

/* Each returns the process's id, or ERR_SYSTEM or ERR_MEMORY. */
pid_t launch_worker(const struct launch *launch,
                    const struct launch_worker *worker, int control);

/* view: the name that the image must have, "-" for any. */
pid_t launch_loader(const struct launch *launch, const char *view, int image,
                    int memfd, int report);

/* `mullion compile SITE -o OUT` */
pid_t
launch_compiler(const struct launch *launch, const char *site, const char *out);

#endif
