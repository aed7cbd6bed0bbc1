/* SPDX-License-Identifier: ISC */
#ifndef MULLION_UDP_H
#define MULLION_UDP_H

#include <stdbool.h>

#include "lib/answer.h"
#include "server/view_options.h"
#include "server/worker.h"

/*
 * A UDP socket and the thread that serves it, with all that the thread needs:
 * it blocks in recvmmsg(2), answers the batch, sends it, and again. A socket
 * that lay in an epoll set would cost an eighth more on each packet sent.
 *
 * The open file is shared with the supervisor and with the worker before or
 * after this one. So its flags and options aren't touched, and nothing that
 * would act on them all, like shutdown(2), can serve to end a thread:
 *
 *    new --> waits --serve--> serves --stop--> answers what it has --> stopped
 *              |                                                         ^
 *              +-------------------------stop----------------------------+
 */
struct udp;

/* Takes the memory and starts the thread, which waits. socket: as it came on
 * the command line. ERR_MEMORY, ERR_SYSTEM. */
int udp_new(struct udp **udp, const struct view_socket *socket,
            const struct answerer *answerer);

/* Lets the thread read its socket. */
void udp_serve(struct udp *udp);

/* Asks the thread to stop; udp_stopped() says when it has. */
void udp_stop(struct udp *udp);

/*
 * The thread has stopped: what it took from the socket is answered. To be
 * asked again and again behind udp_stop(), since each time it wakes a thread
 * that hasn't seen the request yet.
 */
bool udp_stopped(struct udp *udp);

/* Adds what has been counted. */
void udp_count(const struct udp *udp, struct worker_counts *sum);

/* Of a thread that has stopped. */
void udp_free(struct udp *udp);

#endif
