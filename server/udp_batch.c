/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/err.h"
#include "server/peer.h"
#include "server/udp_batch.h"

/* With a packet the kernel says where it was sent to and, once packets have
 * been dropped, SO_RXQ_OVFL's number; with an answer we say the former. */
enum {
	CONTROL_IN = CMSG_SPACE(sizeof(struct in6_pktinfo))
	             + CMSG_SPACE(sizeof(uint32_t)),
	CONTROL_OUT = CMSG_SPACE(sizeof(struct in6_pktinfo)),
};

struct packet {
	union peer peer;
	struct iovec in;
	struct iovec out;
	_Alignas(struct cmsghdr) uint8_t control_in[CONTROL_IN];
	_Alignas(struct cmsghdr) uint8_t control_out[CONTROL_OUT];
};

struct udp_batch {
	struct batch batch;
	struct packet packets[ANSWER_BATCH];
	struct mmsghdr received[ANSWER_BATCH]; /* of the packet of that index */
	struct mmsghdr replies[ANSWER_BATCH];  /* without gaps */
	size_t used;        /* of received: what the kernel has written in */
	size_t control_in;  /* octets that a packet's control data may have */
	size_t control_out; /* of each answer's; 0: the packet's says it */
};

static void
receiver_reset(struct udp_batch *batch, size_t i)
{
	batch->received[i].msg_hdr.msg_namelen = sizeof(union peer);
	batch->received[i].msg_hdr.msg_controllen = batch->control_in;
}

static size_t
reply_control4(uint8_t *control, const struct in_pktinfo *asked)
{
	struct cmsghdr *header = (struct cmsghdr *)control;
	struct in_pktinfo from = {0};

	/* ipi_addr is where the packet was sent to; for a broadcast, which
	 * can't be a source, the kernel names a local address beside it. The
	 * interface stays the routing's choice. */
	from.ipi_spec_dst = asked->ipi_spec_dst;
	if (from.ipi_spec_dst.s_addr == 0)
		from.ipi_spec_dst = asked->ipi_addr;
	header->cmsg_level = IPPROTO_IP;
	header->cmsg_type = IP_PKTINFO;
	header->cmsg_len = CMSG_LEN(sizeof(from));
	memcpy(CMSG_DATA(header), &from, sizeof(from));
	return CMSG_SPACE(sizeof(from));
}

/* On a dual-stack socket this is said of IPv4 packets too, the address mapped,
 * and taken back in the same form. */
static size_t
reply_control6(uint8_t *control, const struct in6_pktinfo *asked)
{
	struct cmsghdr *header = (struct cmsghdr *)control;
	struct in6_pktinfo from = {0};

	if (IN6_IS_ADDR_LINKLOCAL(&asked->ipi6_addr)
	    || IN6_IS_ADDR_MULTICAST(&asked->ipi6_addr))
		from.ipi6_ifindex = asked->ipi6_ifindex;
	if (!IN6_IS_ADDR_MULTICAST(&asked->ipi6_addr))
		from.ipi6_addr = asked->ipi6_addr;
	header->cmsg_level = IPPROTO_IPV6;
	header->cmsg_type = IPV6_PKTINFO;
	header->cmsg_len = CMSG_LEN(sizeof(from));
	memcpy(CMSG_DATA(header), &from, sizeof(from));
	return CMSG_SPACE(sizeof(from));
}

/* Control data that say so with every answer; its size, or 0 for none. */
static size_t
reply_control_from(uint8_t *control, const union peer *from)
{
	struct in_pktinfo four = {0};
	struct in6_pktinfo six = {0};

	switch (from->any.sa_family) {
	case AF_INET:
		four.ipi_addr = from->four.sin_addr;
		return reply_control4(control, &four);
	case AF_INET6:
		six.ipi6_addr = from->six.sin6_addr;
		return reply_control6(control, &six);
	default:
		return 0;
	}
}

int
udp_batch_new(struct udp_batch **made, bool alone, const union peer *from)
{
	struct udp_batch *batch = calloc(1, sizeof(*batch));

	if (batch == NULL || batch_open(&batch->batch) < 0) {
		free(batch);
		return ERR_MEMORY;
	}
	for (size_t i = 0; i < ANSWER_BATCH; i++)
		batch->control_out =
		    reply_control_from(batch->packets[i].control_out, from);
	batch->control_in = batch->control_out > 0 ? 0 : CONTROL_IN;
	for (size_t i = 0; i < ANSWER_BATCH; i++) {
		struct packet *packet = &batch->packets[i];
		struct msghdr *message = &batch->received[i].msg_hdr;

		batch->batch.queries[i].alone = alone;
		packet->in.iov_base = batch->batch.queries[i].message;
		packet->in.iov_len = WIRE_MESSAGE;
		message->msg_name = &packet->peer;
		message->msg_iov = &packet->in;
		message->msg_iovlen = 1;
		message->msg_control = packet->control_in;
		receiver_reset(batch, i);
	}
	*made = batch;
	return 0;
}

void
udp_batch_free(struct udp_batch *batch)
{
	if (batch == NULL)
		return;
	batch_close(&batch->batch);
	free(batch);
}

struct query *
udp_batch_queries(struct udp_batch *batch)
{
	return batch->batch.queries;
}

int
udp_batch_receive(struct udp_batch *batch, int socket)
{
	int count;

	for (size_t i = 0; i < batch->used; i++)
		receiver_reset(batch, i);
	batch->used = 0;
	count = recvmmsg(socket, batch->received, ANSWER_BATCH, MSG_WAITFORONE,
	                 NULL);
	if (count < 0)
		return ERR_SYSTEM;
	batch->used = (size_t)count;
	for (size_t i = 0; i < batch->used; i++) {
		struct query *query = &batch->batch.queries[i];
		const union peer *peer = &batch->packets[i].peer;

		query->source = peer_address(peer);
		query->length = batch->received[i].msg_len;
		/* Port 0 is nobody's: there is no way to answer (RFC 768). */
		if (peer_port(peer) == 0)
			query->length = 0;
	}
	return count;
}

/* Octets of control data to send with the answer: 0 where the socket is bound
 * to one address. */
static size_t
reply_control(struct packet *packet, struct msghdr *received)
{
	union {
		struct in_pktinfo four;
		struct in6_pktinfo six;
	} asked;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(received); c != NULL;
	     c = CMSG_NXTHDR(received, c)) {
		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
			memcpy(&asked.four, CMSG_DATA(c), sizeof(asked.four));
			return reply_control4(packet->control_out, &asked.four);
		}
		if (c->cmsg_level == IPPROTO_IPV6
		    && c->cmsg_type == IPV6_PKTINFO) {
			memcpy(&asked.six, CMSG_DATA(c), sizeof(asked.six));
			return reply_control6(packet->control_out, &asked.six);
		}
	}
	return 0;
}

static void
reply_set(struct udp_batch *batch, size_t i, struct msghdr *reply)
{
	struct packet *packet = &batch->packets[i];
	struct msghdr *received = &batch->received[i].msg_hdr;

	packet->out.iov_base = batch->batch.queries[i].message;
	packet->out.iov_len = batch->batch.queries[i].length;
	reply->msg_name = &packet->peer;
	reply->msg_namelen = received->msg_namelen;
	reply->msg_iov = &packet->out;
	reply->msg_iovlen = 1;
	reply->msg_control = packet->control_out;
	reply->msg_controllen = batch->control_out > 0
	                            ? batch->control_out
	                            : reply_control(packet, received);
	reply->msg_flags = 0;
}

unsigned
udp_batch_send(struct udp_batch *batch, int socket, size_t count)
{
	unsigned replies = 0;
	unsigned done = 0;
	unsigned failed = 0;

	for (size_t i = 0; i < count; i++)
		if (batch->batch.queries[i].length > 0)
			reply_set(batch, i, &batch->replies[replies++].msg_hdr);
	while (done < replies) {
		int sent = sendmmsg(socket, batch->replies + done,
		                    replies - done, MSG_DONTWAIT);

		if (sent > 0) {
			done += (unsigned)sent;
		} else if (sent < 0 && errno != EINTR) {
			/* It is said of the first one: no room (EAGAIN,
			 * ENOBUFS), a filter (EPERM), no way back
			 * (ENETUNREACH). The others may have more luck. */
			failed++;
			done++;
		}
	}
	return failed;
}
