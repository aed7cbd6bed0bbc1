/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "server/ask.h"

enum {
	SLOTS = 64,
	TRIES = 3,
	/* Questions in a row that nothing answers, before the others are
	 * given up too. */
	SILENCE = SLOTS,
};

struct slot {
	bool used;
	uint32_t question;
	unsigned tries; /* that are over */
	uint64_t until; /* this one */
	uint16_t id;
};

struct asking {
	struct asker *asker;
	const struct ask_question *questions;
	size_t count;
	size_t next; /* question that hasn't been asked */
	struct slot slots[SLOTS];
	size_t waiting;  /* slots in use */
	unsigned silent; /* questions in a row that nothing answered */
	int udp;
	uint8_t message[WIRE_MESSAGE];
	uint8_t reply[WIRE_MESSAGE];
};

uint64_t
ask_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int
ask_socket(const struct asker *asker, int type)
{
	int made =
	    socket(asker->source.address.ss_family, type | SOCK_CLOEXEC, 0);

	if (made < 0)
		return ERR_SYSTEM;
	if (bind(made, (const struct sockaddr *)&asker->source.address,
	         asker->source.size)
	        < 0
	    || (type == SOCK_DGRAM
	        && connect(made,
	                   (const struct sockaddr *)&asker->server.address,
	                   asker->server.size)
	               < 0)) {
		int error = errno;

		close(made);
		errno = error;
		return ERR_SYSTEM;
	}
	return made;
}

bool
ask_answers(const uint8_t *answer, size_t length, const uint8_t *message,
            size_t asked)
{
	size_t end = WIRE_HEADER;

	while (end < asked && message[end] != 0)
		end += 1U + message[end];
	end += 1 + WIRE_QUESTION;
	if (length < WIRE_HEADER || memcmp(answer, message, 2) != 0
	    || (answer[2] & FLAG_QR) == 0)
		return false;
	/* RFC 9619: FORMERR and NOTIMP may come without the question. */
	if (wire_read16(answer + 4) == 0)
		return true;
	return length >= end && end <= asked
	       && memcmp(answer + WIRE_HEADER, message + WIRE_HEADER,
	                 end - WIRE_HEADER)
	              == 0;
}

/* The message of a slot's question, with its id. */
static size_t
put_message(struct asking *a, const struct slot *slot)
{
	const struct ask_question *question = &a->questions[slot->question];

	memcpy(a->message, question->message, question->length);
	wire_write16(a->message, slot->id);
	return question->length;
}

/* What can't be sent is as what doesn't arrive. */
static void
send_slot(struct asking *a, struct slot *slot)
{
	uint16_t random = 0;

	if (getrandom(&random, sizeof(random), 0) < 0)
		random = (uint16_t)ask_now();
	slot->id = (uint16_t)(random * SLOTS + (unsigned)(slot - a->slots));
	slot->until = ask_now() + a->asker->patience;
	(void)send(a->udp, a->message, put_message(a, slot), 0);
}

static void
tell(struct asking *a, struct slot *slot, enum ask_how how,
     const uint8_t *message, size_t length)
{
	a->silent = how == ASK_SILENT ? a->silent + 1 : 0;
	slot->used = false;
	a->waiting--;
	a->asker->told(a->asker->context, slot->question, how, message, length);
}

static void
fill(struct asking *a)
{
	for (size_t i = 0; i < SLOTS && a->next < a->count; i++) {
		struct slot *slot = &a->slots[i];

		if (slot->used)
			continue;
		*slot = (struct slot){.used = true,
		                      .question = (uint32_t)a->next++};
		a->waiting++;
		send_slot(a, slot);
	}
}

static void
take(struct asking *a, const uint8_t *reply, size_t length)
{
	struct slot *slot;
	size_t asked;
	int code;

	if (length < WIRE_HEADER)
		return;
	slot = &a->slots[wire_read16(reply) % SLOTS];
	if (!slot->used)
		return;
	asked = put_message(a, slot);
	if (!ask_answers(reply, length, a->message, asked))
		return;
	if ((reply[2] & FLAG_TC) == 0) {
		tell(a, slot, ASK_UDP, reply, length);
		return;
	}
	code = ask_tcp(a->asker, a->message, asked, a->reply);
	if (code < 0)
		tell(a, slot, ASK_SILENT, NULL, 0);
	else
		tell(a, slot, ASK_TCP, a->reply, (size_t)code);
}

static void
receive(struct asking *a)
{
	for (unsigned i = 0; i < SLOTS; i++) {
		ssize_t length =
		    recv(a->udp, a->reply, sizeof(a->reply), MSG_DONTWAIT);

		if (length < 0 && errno != ECONNREFUSED)
			return;
		if (length >= 0)
			take(a, a->reply, (size_t)length);
	}
}

/* Those whose try is over are asked once more, or given up. */
static void
expire(struct asking *a)
{
	uint64_t now = ask_now();

	for (size_t i = 0; i < SLOTS; i++) {
		struct slot *slot = &a->slots[i];

		if (!slot->used || now < slot->until)
			continue;
		if (++slot->tries == TRIES)
			tell(a, slot, ASK_SILENT, NULL, 0);
		else
			send_slot(a, slot);
	}
}

/* Milliseconds until the first try is over. */
static int
nearest(const struct asking *a)
{
	uint64_t now = ask_now(), until = UINT64_MAX;

	for (size_t i = 0; i < SLOTS; i++)
		if (a->slots[i].used && a->slots[i].until < until)
			until = a->slots[i].until;
	return until <= now ? 0 : (int)(until - now);
}

static void
give_up(struct asking *a)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (a->slots[i].used)
			tell(a, &a->slots[i], ASK_SILENT, NULL, 0);
	for (; a->next < a->count; a->next++)
		a->asker->told(a->asker->context, (uint32_t)a->next, ASK_SILENT,
		               NULL, 0);
}

int
ask_all(struct asker *asker, const struct ask_question *questions, size_t count)
{
	static struct asking a;

	a = (struct asking){
	    .asker = asker, .questions = questions, .count = count};
	a.udp = ask_socket(asker, SOCK_DGRAM);
	if (a.udp < 0)
		return ERR_SYSTEM;
	fill(&a);
	while (a.waiting > 0 && a.silent < SILENCE) {
		struct pollfd wanted = {.fd = a.udp, .events = POLLIN};

		(void)poll(&wanted, 1, nearest(&a));
		receive(&a);
		expire(&a);
		fill(&a);
	}
	give_up(&a);
	close(a.udp);
	ask_tcp_close(asker);
	return 0;
}
