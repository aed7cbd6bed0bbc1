/* SPDX-License-Identifier: ISC */
#ifndef MULLION_STEER_EGRESS_H
#define MULLION_STEER_EGRESS_H

#include <bpf/libbpf.h>
#include <stdint.h>

/*
 * The other direction of steering by sk_lookup: a view's sockets can send to
 * those alone whose packets come to them. The program (steer.bpf.c, "limit")
 * is attached to the cgroup that the server is in, where it lets everything
 * pass but what the marked sockets send; a socket belongs to the cgroup in
 * which it was made, so they stay limited in whoever's hands they are.
 *
 * That wants cgroup v2, mounted anywhere, and of the server's cgroup only that
 * it can be opened: nothing is made or written there.
 */
struct steer_egress {
	struct bpf_link *link; /* NULL: not limited */
	int owners;            /* the map */
};

/*
 * Attaches the program of the loaded object, and tries whether it holds. NULL,
 * or why it can't be had. It goes with the supervisor, or with
 * steer_egress_close().
 */
const char *
steer_egress_open(struct steer_egress *egress, struct bpf_object *object);
void steer_egress_close(struct steer_egress *egress);

/* Marks a socket as that of a block, by its first socket's number, of a
 * listener. ERR_SYSTEM. */
int steer_egress_mark(const struct steer_egress *egress, int socket,
                      uint32_t listener, uint32_t first);

#endif
