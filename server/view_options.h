/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VIEW_OPTIONS_H
#define MULLION_VIEW_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "lib/log.h"
#include "lib/public_key.h"
#include "server/peer.h"
#include "server/tcp.h"

/* The command line of a view process, which worker.h lays down. */

enum view_task { VIEW_SERVE, VIEW_REFUSE, VIEW_LOAD, VIEW_VERIFY };

enum { VIEW_DESCRIPTORS = 6 };

struct view_socket {
	int descriptor;
	bool alone; /* of a listener that serves this view alone */
	/* UDP: where its answers leave from, without a port; of no family
	 * where the kernel knows. */
	union peer from;
};

struct view_options {
	enum view_task task;
	const char *view; /* NULL with VIEW_REFUSE and VIEW_VERIFY */
	const char *hash; /* in hex, with VIEW_LOAD, or NULL */
	int image;        /* descriptors, -1 where there is none */
	int control;
	int memfd;
	int manifest;
	int signature;
	int report;
	uint8_t (*keys)[PUBLIC_KEY];
	size_t key_count;
	struct view_socket *udp;
	size_t udp_count;
	struct view_socket *tcp;
	size_t tcp_count;
	bool change_user;
	uid_t user;
	gid_t group;
	bool strict; /* the sandbox */
	enum log_level log;
	struct tcp_limits limits;
	const char *version; /* NULL where there is none */
	const char *identity;
};

/* Reads it. What is wrong is said in the log: ERR_REPORTED. The texts are kept
 * by reference. */
int view_options_read(struct view_options *options, int argc, char **argv);

void view_options_free(struct view_options *options);

/*
 * Writes the descriptors that the options name, and returns how many: at most
 * those of both lists and VIEW_DESCRIPTORS more.
 */
size_t view_options_descriptors(const struct view_options *options, int *to);

#endif
