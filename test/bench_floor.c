/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/wire.h"

/*
 * The floor: what a name server can't do without, and nothing else. It takes
 * packets in batches and sends each back as if it were an answer, with a
 * record of 16 octets behind it that is always the same. It reads no name and
 * looks nothing up, so what a server costs above this is what its DNS costs.
 */
static const char usage[] = "usage: bench_floor PORT\n"
			    "\n"
			    "Echoes UDP packets on 127.0.0.1, for ever.\n";

enum { BATCH = 32, STRIDE = 1344 };

static const uint8_t record[] = {
    0xc0, WIRE_HEADER, 0, TYPE_A, 0, CLASS_IN, 0, 0, 1, 44, 0, 4, 10, 0, 0, 1};

struct floor {
	struct mmsghdr messages[BATCH];
	struct iovec parts[BATCH];
	struct sockaddr_in peers[BATCH];
	uint8_t octets[BATCH][STRIDE];
};

static void
reset(struct floor *floor)
{
	for (int i = 0; i < BATCH; i++) {
		struct msghdr *message = &floor->messages[i].msg_hdr;

		floor->parts[i] = (struct iovec){
		    floor->octets[i],
		    STRIDE - sizeof(record),
		};
		message->msg_name = &floor->peers[i];
		message->msg_namelen = sizeof(floor->peers[i]);
		message->msg_iov = &floor->parts[i];
		message->msg_iovlen = 1;
	}
}

static void
serve_batch(struct floor *floor, int socket)
{
	int count;

	reset(floor);
	count = recvmmsg(socket, floor->messages, BATCH, MSG_WAITFORONE, NULL);
	for (int i = 0; i < count; i++) {
		size_t length = floor->messages[i].msg_len;

		floor->octets[i][2] |= FLAG_QR | FLAG_AA;
		floor->octets[i][7] = 1; /* ANCOUNT */
		memcpy(floor->octets[i] + length, record, sizeof(record));
		floor->parts[i].iov_len = length + sizeof(record);
	}
	for (int done = 0; done < count;) {
		int sent = sendmmsg(socket, floor->messages + done,
		                    (unsigned)(count - done), 0);

		done += sent > 0 ? sent : 1;
	}
}

int
main(int argc, char **argv)
{
	static struct floor floor;
	struct sockaddr_in address = {
	    .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int made = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (argc != 2) {
		fputs(usage, stderr);
		return 2;
	}
	address.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
	if (made < 0
	    || bind(made, (struct sockaddr *)&address, sizeof(address)) < 0) {
		fprintf(stderr, "bench_floor: port %s: %s\n", argv[1],
		        strerror(errno));
		return EXIT_FAILURE;
	}
	for (;;)
		serve_batch(&floor, made);
}
