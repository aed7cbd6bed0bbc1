/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "server/ask.h"

enum { TCP_LENGTH = 2 }; /* octets before each message: RFC 1035 s4.2.2 */

/* Blocking, with the asker's patience for each step: Linux applies it to
 * connect(2) too. */
static int
open_connection(struct asker *asker)
{
	struct timeval patience = {
	    .tv_sec = asker->patience / 1000,
	    .tv_usec = (suseconds_t)(asker->patience % 1000) * 1000};
	int made = ask_socket(asker, SOCK_STREAM);

	if (made < 0)
		return ERR_NOTHING;
	if (setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &patience,
	               sizeof(patience))
	        < 0
	    || setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &patience,
	                  sizeof(patience))
	           < 0
	    || connect(made, (const struct sockaddr *)&asker->server.address,
	               asker->server.size)
	           < 0) {
		close(made);
		return ERR_NOTHING;
	}
	asker->tcp = made;
	return 0;
}

void
ask_tcp_close(struct asker *asker)
{
	if (asker->tcp >= 0)
		close(asker->tcp);
	asker->tcp = -1;
}

static int
read_whole(int tcp, uint8_t *to, size_t length)
{
	while (length > 0) {
		ssize_t got = recv(tcp, to, length, 0);

		if (got <= 0)
			return ERR_NOTHING;
		to += got;
		length -= (size_t)got;
	}
	return 0;
}

static int
ask_once(struct asker *asker, const uint8_t *message, size_t length,
         uint8_t *reply)
{
	uint8_t framed[TCP_LENGTH + WIRE_MESSAGE];
	uint8_t size[TCP_LENGTH];
	size_t answer;

	wire_write16(framed, (uint16_t)length);
	memcpy(framed + TCP_LENGTH, message, length);
	if (send(asker->tcp, framed, TCP_LENGTH + length, MSG_NOSIGNAL)
	        != (ssize_t)(TCP_LENGTH + length)
	    || read_whole(asker->tcp, size, TCP_LENGTH) < 0)
		return ERR_NOTHING;
	answer = wire_read16(size);
	if (read_whole(asker->tcp, reply, answer) < 0
	    || !ask_answers(reply, answer, message, length))
		return ERR_NOTHING;
	return (int)answer;
}

/* A connection that was idle may have been closed by the server: then once
 * more, by a new one. */
int
ask_tcp(struct asker *asker, const uint8_t *message, size_t length,
        uint8_t *reply)
{
	for (bool fresh = asker->tcp < 0;; fresh = true) {
		int code = 0;

		if (asker->tcp < 0)
			code = open_connection(asker);
		if (code == 0)
			code = ask_once(asker, message, length, reply);
		if (code >= 0)
			return code;
		ask_tcp_close(asker);
		if (fresh)
			return ERR_NOTHING;
	}
}
