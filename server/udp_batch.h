/* SPDX-License-Identifier: ISC */
#ifndef MULLION_UDP_BATCH_H
#define MULLION_UDP_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "server/batch.h"
#include "server/peer.h"

/*
 * The packets of one recvmmsg(2), as queries, and the sendmmsg(2) of their
 * answers: two system calls for up to ANSWER_BATCH queries. What the kernel
 * wants to be told is set up once; from batch to batch only the lengths that
 * it has written over are set back.
 *
 * A packet's answer goes to the address that sent it, from the address that it
 * was sent to: a socket that is bound to a wildcard says which (IP_PKTINFO,
 * IPV6_RECVPKTINFO), and the answer's control data repeats it. Where it can be
 * one address alone, but not the one that the socket is bound to, the same
 * control data goes with all answers, and the kernel isn't asked.
 */
struct udp_batch;

/*
 * alone: the listener is this view's alone. from: where all answers leave from,
 * in the socket's family, or of none where the kernel knows. ERR_MEMORY.
 */
int udp_batch_new(struct udp_batch **batch, bool alone, const union peer *from);

void udp_batch_free(struct udp_batch *batch);

/*
 * Waits for one packet and takes what else is there. Returns how many, or
 * ERR_SYSTEM; EINTR if a signal came while nothing had been taken.
 */
int udp_batch_receive(struct udp_batch *batch, int socket);

/* The queries of the packets that were received, for answer(). */
struct query *udp_batch_queries(struct udp_batch *batch);

/*
 * Sends the answers of the first count queries, those of length 0 left out.
 * Doesn't wait: an answer that the socket has no room for is lost, as it would
 * be in the network. Returns how many could not be sent.
 */
unsigned udp_batch_send(struct udp_batch *batch, int socket, size_t count);

#endif
