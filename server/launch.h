/* SPDX-License-Identifier: ISC */
#ifndef MULLION_LAUNCH_H
#define MULLION_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "server/config.h"
#include "server/view_ids.h"

/*
 * What the supervisor starts: where the programs lie, which user they become,
 * and their command lines (worker.h has those of mulliond-view).
 *
 * Started as root, the supervisor stays root, with the capabilities that
 * privilege.c lists; all that it starts becomes another user before it reads
 * anything.
 */
struct launch {
	const struct config *config;
	enum log_level log; /* at first the configuration's */
	char *self;         /* where mulliond lay when it was started */
	char *view_path;
	int view;     /* mulliond-view, open */
	int compiler; /* mullion, open; -1 where it isn't installed */
	uid_t uid; /* (uid_t)-1: not started as root, all stay who they are */
	gid_t gid;
	char user[40];        /* its name */
	struct view_ids *ids; /* of views' processes, instead of these */
};

struct launch_socket {
	int descriptor;
	bool tcp;
	bool alone;
	char from[ENDPOINT_TEXT]; /* address of UDP answers; "": its own */
};

struct launch_worker {
	const char *view; /* NULL: the refuser */
	int image;        /* the sealed copy; -1 for the refuser */
	struct launch_socket *sockets;
	size_t socket_count;
};

struct launch_loader {
	const char *view; /* the name that the image must have, "-" for any */
	const char *hash; /* that it must have, looked at first; NULL for any */
	int image;
	int memfd;
	int report;
};

struct launch_verifier {
	int manifest;
	int signature;
	int report;
};

/* Finds programs and user. What is missing goes to the log: ERR_REPORTED. */
int launch_init(struct launch *launch, const struct config *config);
void launch_clear(struct launch *launch);

/* Whose a view's process is, which has been started; "": the refuser's. */
uid_t launch_uid(const struct launch *launch, const char *view);

/* Each returns the process's id, or ERR_SYSTEM, ERR_MEMORY or ERR_REPORTED. */
pid_t launch_worker(const struct launch *launch,
                    const struct launch_worker *worker, int control);

pid_t
launch_loader(const struct launch *launch, const struct launch_loader *loader);

/* With the configuration's trusted keys. */
pid_t launch_verifier(const struct launch *launch,
                      const struct launch_verifier *verifier);

/* Octets of memory that a compiler may have: as it is configured, or three
 * quarters of the host's. */
size_t launch_compiler_memory(const struct launch *launch);

/*
 * `mullion compile SITE -o OUT`, in SITE as it was opened here, so that the
 * folders above it, and those above OUT, may be closed to the compiler's user.
 * Messages call it SITE, and go to `errors`, or where ours go: -1.
 */
pid_t launch_compiler(const struct launch *launch, const char *site,
                      const char *out, int errors);

#endif
