/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CONTROL_SOCKET_H
#define MULLION_CONTROL_SOCKET_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * The Unix socket at which the server is asked and told (control.h), and who
 * may: root, the supervisor's own user and, where one is configured, a group.
 * The file's mode says so, and each connection is asked for its credentials
 * once more, as the kernel knows them (SO_PEERCRED).
 */
enum control_peer {
	CONTROL_STRANGER,
	CONTROL_MEMBER, /* of the group */
	CONTROL_OWNER,  /* root, or who runs the server */
};

/* The group of that name; (gid_t)-1 for NULL. One that there isn't is said in
 * the log: ERR_REPORTED. */
int control_socket_group(gid_t *group, const char *name);

/*
 * Makes the socket, listening, not blocking, where no live one is; one that a
 * server has left behind is taken away. group: (gid_t)-1 for none. Returns its
 * descriptor. What is wrong goes to the log: ERR_REPORTED.
 */
int control_socket_open(const char *path, gid_t group);

/* Who is at the other end, and which user. */
enum control_peer control_socket_peer(int connection, gid_t group, uid_t *user);

#endif
