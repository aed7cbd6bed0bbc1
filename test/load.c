/* SPDX-License-Identifier: ISC */
#include "test/load.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lib/err.h"

enum { PACKET_IN = 1500, PACKET_OUT = 512, WAIT = 5 /* ms */ };

struct load {
	const struct load_options *options;
	const struct questions *questions;
	struct load_result *result;
	size_t question; /* to ask next */
	struct load_client *clients;
	struct pollfd polled[LOAD_CLIENTS];
	struct mmsghdr in[LOAD_BATCH];
	struct mmsghdr out[LOAD_BATCH];
	struct iovec in_part[LOAD_BATCH];
	struct iovec out_part[LOAD_BATCH];
	uint8_t in_octets[LOAD_BATCH][PACKET_IN];
	uint8_t out_octets[LOAD_BATCH][PACKET_OUT];
};

static uint64_t
now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static unsigned
at_most(unsigned n, unsigned most)
{
	return n < most ? n : most;
}

static int
open_client(struct load *load, unsigned i)
{
	const struct load_options *options = load->options;
	struct sockaddr_in source = {.sin_family = AF_INET};
	int made =
	    socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	load->clients[i].socket = made;
	load->polled[i] = (struct pollfd){.fd = made, .events = POLLIN};
	if (made < 0)
		return ERR_SYSTEM;
	if (options->source_count > 0) {
		source.sin_addr = options->sources[i % options->source_count];
		if (bind(made, (struct sockaddr *)&source, sizeof(source)) < 0)
			return ERR_SYSTEM;
	}
	if (connect(made, (const struct sockaddr *)&options->server,
	            sizeof(options->server))
	    < 0)
		return ERR_SYSTEM;
	return 0;
}

static int
open_clients(struct load *load)
{
	unsigned count = load->options->clients;

	load->clients = calloc(count, sizeof(*load->clients));
	if (load->clients == NULL)
		return ERR_MEMORY;
	for (unsigned i = 0; i < count; i++)
		load->clients[i].socket = -1;
	for (unsigned i = 0; i < count; i++)
		if (open_client(load, i) < 0)
			return ERR_SYSTEM;
	for (int i = 0; i < LOAD_BATCH; i++) {
		load->in_part[i] =
		    (struct iovec){load->in_octets[i], PACKET_IN};
		load->in[i].msg_hdr.msg_iov = &load->in_part[i];
		load->in[i].msg_hdr.msg_iovlen = 1;
		load->out_part[i].iov_base = load->out_octets[i];
		load->out[i].msg_hdr.msg_iov = &load->out_part[i];
		load->out[i].msg_hdr.msg_iovlen = 1;
	}
	return 0;
}

static void
close_clients(struct load *load)
{
	if (load->clients == NULL)
		return;
	for (unsigned i = 0; i < load->options->clients; i++)
		if (load->clients[i].socket >= 0)
			close(load->clients[i].socket);
	free(load->clients);
}

static void
take_answer(struct load *load, struct load_client *client,
            const uint8_t *answer, size_t length, uint64_t now)
{
	struct load_result *result = load->result;
	uint64_t *asked = &client->asked[wire_read16(answer) % LOAD_RING];
	unsigned rcode = answer[3] & 0xf;

	if (length < WIRE_HEADER || !(answer[2] & FLAG_QR) || *asked == 0) {
		result->strange++;
		return;
	}
	latency_add(&result->latency, now - *asked);
	*asked = 0;
	client->waiting--;
	result->answered++;
	result->octets += length;
	if (rcode <= RCODE_REFUSED)
		result->rcodes[rcode]++;
}

/* Takes what has come for the client; true when it was something. */
static bool
hear(struct load *load, struct load_client *client)
{
	unsigned batch = at_most(client->waiting, LOAD_BATCH);
	int count;

	if (batch == 0)
		return false;
	count =
	    recvmmsg(client->socket, load->in, LOAD_BATCH, MSG_DONTWAIT, NULL);
	if (count <= 0)
		return false;
	client->heard = now_ns();
	for (int i = 0; i < count; i++)
		take_answer(load, client, load->in_octets[i],
		            load->in[i].msg_len, client->heard);
	return true;
}

static void
lose(struct load *load, struct load_client *client, uint64_t *asked)
{
	if (*asked == 0)
		return;
	*asked = 0;
	client->waiting--;
	load->result->lost++;
}

/* Sends `count` questions, LOAD_BATCH at most; returns how many went. */
static unsigned
ask(struct load *load, struct load_client *client, unsigned count)
{
	uint64_t now = now_ns();
	int sent;

	if (client->waiting == 0)
		client->heard = now;
	for (unsigned i = 0; i < count; i++) {
		size_t length =
		    questions_length(load->questions, load->question);

		memcpy(load->out_octets[i],
		       questions_packet(load->questions, load->question),
		       length);
		wire_write16(load->out_octets[i], (uint16_t)(client->next + i));
		load->out_part[i].iov_len = length;
		if (++load->question == load->questions->count)
			load->question = 0;
	}
	sent = sendmmsg(client->socket, load->out, count, MSG_DONTWAIT);
	for (int i = 0; i < sent; i++) {
		uint64_t *asked = &client->asked[client->next++ % LOAD_RING];

		lose(load, client, asked);
		*asked = now;
		client->waiting++;
		load->result->asked++;
	}
	return sent > 0 ? (unsigned)sent : 0;
}

static void
give_up(struct load *load, struct load_client *client)
{
	for (unsigned i = 0; i < LOAD_RING; i++)
		lose(load, client, &client->asked[i]);
}

/* Fills the client's window. True when anything went. */
static bool
fill_window(struct load *load, struct load_client *client)
{
	unsigned window = load->options->window;

	if (client->waiting >= window) {
		if (now_ns() - client->heard > LOAD_PATIENCE)
			give_up(load, client);
		return false;
	}
	return ask(load, client, at_most(window - client->waiting, LOAD_BATCH))
	       > 0;
}

/* Everyone's turn once; sleeps when nobody had anything to do. */
static void
turn_closed(struct load *load, bool asking)
{
	bool busy = false;

	for (unsigned i = 0; i < load->options->clients; i++) {
		busy |= hear(load, &load->clients[i]);
		if (asking)
			busy |= fill_window(load, &load->clients[i]);
	}
	if (!busy)
		poll(load->polled, load->options->clients, WAIT);
}

/* Asks what is due, one question a client, and hears everyone; doesn't sleep,
 * so that it is late for nothing. */
static void
turn_open(struct load *load, uint64_t start, uint64_t now)
{
	double due = (double)(now - start) * load->options->rate / 1e9;

	for (unsigned i = 0; i < load->options->clients; i++) {
		struct load_client *client =
		    &load->clients[load->result->asked
		                   % load->options->clients];

		hear(load, &load->clients[i]);
		if ((double)load->result->asked < due)
			ask(load, client, 1);
	}
}

static bool
is_waiting(const struct load *load)
{
	for (unsigned i = 0; i < load->options->clients; i++)
		if (load->clients[i].waiting > 0)
			return true;
	return false;
}

static void
run(struct load *load)
{
	uint64_t start = now_ns(), now = start;
	uint64_t end = start + (uint64_t)(load->options->seconds * 1e9);

	for (; now < end; now = now_ns())
		if (load->options->rate > 0)
			turn_open(load, start, now);
		else
			turn_closed(load, true);
	load->result->seconds = (double)(now - start) / 1e9;
	for (; is_waiting(load) && now < end + LOAD_PATIENCE; now = now_ns())
		turn_closed(load, false);
	for (unsigned i = 0; i < load->options->clients; i++)
		give_up(load, &load->clients[i]);
}

int
load_run(struct load_result *result, const struct questions *questions,
         const struct load_options *options)
{
	struct load *load = calloc(1, sizeof(*load));
	int code;

	*result = (struct load_result){0};
	if (load == NULL) {
		fprintf(stderr, "%s\n", err_text(ERR_MEMORY));
		return ERR_REPORTED;
	}
	load->options = options;
	load->questions = questions;
	load->result = result;
	code = open_clients(load);
	if (code == 0)
		run(load);
	else
		fprintf(stderr, "the clients' sockets: %s\n", err_text(code));
	close_clients(load);
	free(load);
	return code == 0 ? 0 : ERR_REPORTED;
}
