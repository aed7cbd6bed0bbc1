/* SPDX-License-Identifier: ISC */
#include "test/ask.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "test/live.h"

enum { READY_MILLISECONDS = 200 };

int
ask_endpoint(struct endpoint *endpoint, const char *text, uint16_t port)
{
	struct sockaddr_in *v4 = (void *)&endpoint->address;
	struct sockaddr_in6 *v6 = (void *)&endpoint->address;

	*endpoint = (struct endpoint){0};
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		endpoint->length = sizeof(*v4);
		return 0;
	}
	if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(port);
		endpoint->length = sizeof(*v6);
		return 0;
	}
	return ERR_MALFORMED;
}

int
ask_connect(int type, const struct endpoint *from, const struct endpoint *to)
{
	int on = 1;
	int s = socket(from->address.ss_family, type | SOCK_CLOEXEC, 0);

	if (s < 0)
		return ERR_SYSTEM;
	/* many short connections: let the kernel choose the port with the
	 * whole four-tuple in view (ip(7)) */
	setsockopt(s, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	if (bind(s, (const struct sockaddr *)&from->address, from->length) != 0
	    || connect(s, (const struct sockaddr *)&to->address, to->length)
	           != 0) {
		close(s);
		return ERR_SYSTEM;
	}
	return s;
}

static int
send_all(int s, const uint8_t *octets, size_t size, int flags)
{
	while (size > 0) {
		ssize_t sent = send(s, octets, size, MSG_NOSIGNAL | flags);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return ERR_SYSTEM;
		octets += sent;
		size -= (size_t)sent;
	}
	return 0;
}

int
ask_send(int s, int type, const uint8_t *message, size_t size)
{
	uint8_t length[2] = {(uint8_t)(size >> 8), (uint8_t)size};

	if (type == SOCK_DGRAM)
		return send(s, message, size, 0) == (ssize_t)size ? 0
		                                                  : ERR_SYSTEM;
	if (send_all(s, length, sizeof(length), MSG_MORE) != 0)
		return ERR_SYSTEM;
	return send_all(s, message, size, 0);
}

/* Waits until there is something to read, or the time is over. */
static int
wait_readable(int s, uint64_t end)
{
	struct pollfd poller = {.fd = s, .events = POLLIN};
	uint64_t now = live_now();
	int ready;

	do {
		ready = poll(&poller, 1, end > now ? (int)(end - now) : 0);
	} while (ready < 0 && errno == EINTR);
	if (ready < 0)
		return ERR_SYSTEM;
	return ready > 0 ? 0 : ERR_NOTHING;
}

static int
receive_all(int s, uint8_t *octets, size_t size, uint64_t end)
{
	while (size > 0) {
		int status = wait_readable(s, end);
		ssize_t got;

		if (status < 0)
			return status;
		got = recv(s, octets, size, 0);
		if (got <= 0)
			return got == 0 || errno == ECONNRESET ? ERR_SHORT
			                                       : ERR_SYSTEM;
		octets += got;
		size -= (size_t)got;
	}
	return 0;
}

ssize_t
ask_receive(int s, int type, uint8_t message[ASK_MESSAGE], int milliseconds)
{
	uint64_t end = live_now() + (uint64_t)milliseconds;
	uint8_t length[2];
	size_t size;
	int status;

	if (type == SOCK_DGRAM) {
		ssize_t got;

		status = wait_readable(s, end);
		if (status < 0)
			return status;
		got = recv(s, message, ASK_MESSAGE, 0);
		return got < 0 ? ERR_SYSTEM : got;
	}
	status = receive_all(s, length, sizeof(length), end);
	if (status < 0)
		return status;
	size = (size_t)length[0] << 8 | length[1];
	status = receive_all(s, message, size, end);
	return status < 0 ? status : (ssize_t)size;
}

static ssize_t
ask_for(int milliseconds, int type, const struct endpoint *from,
        const struct endpoint *to, const uint8_t *message, size_t size,
        uint8_t reply[ASK_MESSAGE])
{
	int s = ask_connect(type, from, to);
	ssize_t got;

	if (s < 0)
		return s;
	got = ask_send(s, type, message, size);
	if (got == 0)
		got = ask_receive(s, type, reply, milliseconds);
	close(s);
	if (got >= 2 && memcmp(reply, message, 2) != 0)
		return ERR_MALFORMED;
	return got;
}

ssize_t
ask(int type, const struct endpoint *from, const struct endpoint *to,
    const uint8_t *message, size_t size, uint8_t reply[ASK_MESSAGE])
{
	return ask_for(ASK_MILLISECONDS, type, from, to, message, size, reply);
}

int
ask_ready(struct live *live, const struct endpoint *from,
          const struct endpoint *to)
{
	/* . A */
	static const uint8_t query[] = {7, 7, 0, 0, 0, 1, 0, 0, 0,
	                                0, 0, 0, 0, 0, 1, 0, 1};
	uint64_t end = live_now() + ASK_READY_MILLISECONDS;
	uint8_t reply[ASK_MESSAGE];

	while (live_running(live) && live_now() < end) {
		/* what comes before the server is ready is never answered */
		if (ask_for(READY_MILLISECONDS, SOCK_DGRAM, from, to, query,
		            sizeof(query), reply)
		    > 0)
			return 0;
		live_sleep(10);
	}
	return ERR_NOTHING;
}
