/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/count.h"
#include "server/tcp_connection.h"
#include "server/tcp_pool.h"

static void on_ready(uv_poll_t *poll, int status, int events);

static void
extend(struct tcp_connection *connection)
{
	connection->deadline =
	    uv_now(connection->service->loop) + connection->service->patience;
}

/*
 * The length of the message at this place of `in`: ERR_SHORT while it isn't
 * whole; ERR_MALFORMED if it is shorter than a header, from where on nothing
 * that follows can be trusted to be a message.
 */
static int
message_length(const struct tcp_connection *connection, size_t at)
{
	const size_t held = connection->in_end - at;
	uint16_t length;

	if (held < TCP_LENGTH)
		return ERR_SHORT;
	length = wire_read16(connection->in + at);
	if (length < WIRE_HEADER)
		return ERR_MALFORMED;
	return held - TCP_LENGTH < length ? ERR_SHORT : length;
}

/* Copies whole messages into the batch; returns how many. They stay in `in`
 * until their answers have found room. */
static size_t
take_messages(struct tcp_connection *connection)
{
	struct batch *batch = &connection->service->batch;
	size_t at = connection->in_start;
	size_t count = 0;
	int length;

	while (count < connection->batch
	       && (length = message_length(connection, at)) > 0) {
		struct query *query = &batch->queries[count++];

		memcpy(query->message, connection->in + at + TCP_LENGTH,
		       (size_t)length);
		query->length = (size_t)length;
		query->source = connection->source;
		query->tcp = true;
		query->alone = connection->alone;
		at += TCP_LENGTH + (size_t)length;
	}
	return count;
}

/* Moves a query's answer into `out`, and its message out of `in`. */
static bool
put_answer(struct tcp_connection *connection, const struct query *query)
{
	uint8_t *out = connection->out + connection->out_end;

	if (query->length > 0) {
		if (TCP_OUT - connection->out_end < TCP_LENGTH + query->length)
			return false;
		wire_write16(out, (uint16_t)query->length);
		memcpy(out + TCP_LENGTH, query->message, query->length);
		connection->out_end += TCP_LENGTH + query->length;
	}
	connection->in_start +=
	    TCP_LENGTH
	    + (size_t)message_length(connection, connection->in_start);
	count_query(&connection->service->counts, query);
	return true;
}

/*
 * Answers what is whole in `in`, as far as there is room; whether anything is
 * to be written now. Where answers are so long that a few fill `out`, the next
 * batches are as small: the rest would be worked out for nothing, each time.
 */
static bool
answer_messages(struct tcp_connection *connection)
{
	struct query *queries = connection->service->batch.queries;
	bool room = true;
	size_t count;

	while (room && (count = take_messages(connection)) > 0) {
		size_t put = 0;

		answer(connection->service->answerer, queries, count);
		while (put < count && put_answer(connection, &queries[put]))
			put++;
		connection->service->turn.queries += (unsigned)put;
		room = put == count;
		connection->batch = room ? connection->batch * 2 : put + 1;
		if (connection->batch > ANSWER_BATCH)
			connection->batch = ANSWER_BATCH;
		extend(connection);
	}
	if (message_length(connection, connection->in_start) == ERR_MALFORMED) {
		connection->in_start = connection->in_end;
		connection->last = true;
	}
	if (connection->out_end > TCP_SMALL)
		connection->large = true;
	return connection->out_end > 0;
}

/* Writes `out`: ERR_ROOM when the client has to read first, ERR_SYSTEM. */
static int
write_answers(struct tcp_connection *connection)
{
	while (connection->out_start < connection->out_end) {
		ssize_t sent = send(connection->socket,
		                    connection->out + connection->out_start,
		                    connection->out_end - connection->out_start,
		                    MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent > 0) {
			connection->out_start += (size_t)sent;
			extend(connection);
		} else if (errno == EAGAIN) {
			return ERR_ROOM;
		} else if (errno != EINTR) {
			return ERR_SYSTEM;
		}
	}
	connection->out_start = 0;
	connection->out_end = 0;
	return 0;
}

static void
wait_for(struct tcp_connection *connection, int event)
{
	if (connection->waits_for == event)
		return;
	connection->waits_for = event;
	if (uv_poll_start(&connection->poll, event, on_ready) < 0)
		tcp_connection_close(connection);
}

/* In a drain, behind an answer, the client is the least likely to have sent
 * another question already. */
static bool
is_finished(const struct tcp_connection *connection)
{
	return connection->in_start == connection->in_end
	       && uv_now(connection->service->loop)
	              >= connection->service->finish;
}

/* Writes and answers for as long as there is room and a message. */
static void
go_on(struct tcp_connection *connection)
{
	int result;

	do {
		result = write_answers(connection);
	} while (result == 0 && answer_messages(connection));
	if (result == ERR_ROOM)
		wait_for(connection, UV_WRITABLE);
	else if (result < 0 || connection->last || is_finished(connection))
		tcp_connection_close(connection);
	else
		wait_for(connection, UV_READABLE);
}

/* Moves what hasn't been answered to the front; there is room behind it, since
 * nothing is read while a whole message waits. */
static size_t
make_room(struct tcp_connection *connection)
{
	const size_t held = connection->in_end - connection->in_start;
	size_t room;

	if (connection->in_start > 0)
		memmove(connection->in, connection->in + connection->in_start,
		        held);
	connection->in_start = 0;
	connection->in_end = held;
	room = TCP_IN - held;
	assert(room > 0);
	return room < TCP_TURN ? room : TCP_TURN;
}

static void
read_messages(struct tcp_connection *connection)
{
	const size_t room = make_room(connection);
	ssize_t got =
	    recv(connection->socket, connection->in + connection->in_end, room,
	         MSG_DONTWAIT);

	if (got < 0) {
		if (errno != EAGAIN && errno != EINTR)
			tcp_connection_close(connection);
		return;
	}
	if (got == 0)
		/* Its side is closed, ours not: it gets its answers. */
		connection->last = true;
	else
		connection->service->turn.reads++;
	if (got > 0 && connection->in_end == 0)
		extend(connection);
	connection->in_end += (size_t)got;
	if (connection->in_end > TCP_SMALL)
		connection->large = true;
	go_on(connection);
}

static void
on_ready(uv_poll_t *poll, int status, int events)
{
	struct tcp_connection *connection = poll->data;

	(void)events;
	if (status < 0)
		tcp_connection_close(connection);
	else if (connection->waits_for == UV_WRITABLE)
		go_on(connection);
	else
		read_messages(connection);
}

void
tcp_connection_start(struct tcp_connection *connection,
                     struct tcp_service *service, int socket, bool alone)
{
	connection->service = service;
	connection->socket = socket;
	connection->alone = alone;
	connection->last = false;
	connection->large = false;
	connection->waits_for = 0;
	connection->batch = ANSWER_BATCH;
	connection->in_start = 0;
	connection->in_end = 0;
	connection->out_start = 0;
	connection->out_end = 0;
	extend(connection);
	if (uv_poll_init(service->loop, &connection->poll, socket) < 0) {
		close(socket);
		tcp_pool_return(service->pool, connection);
		return;
	}
	connection->poll.data = connection;
	wait_for(connection, UV_READABLE);
}

static void
on_closed(uv_handle_t *handle)
{
	struct tcp_connection *connection = handle->data;

	tcp_pool_return(connection->service->pool, connection);
}

void
tcp_connection_close(struct tcp_connection *connection)
{
	if (uv_is_closing((uv_handle_t *)&connection->poll))
		return;
	uv_close((uv_handle_t *)&connection->poll, on_closed);
	close(connection->socket);
}

/* What a client that doesn't read has left in the kernel's buffer would stay
 * there for minutes behind close(2). */
static void
forget_unsent(const struct tcp_connection *connection)
{
	const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

	setsockopt(connection->socket, SOL_SOCKET, SO_LINGER, &at_once,
	           sizeof(at_once));
}

void
tcp_connection_expire(struct tcp_connection *connection)
{
	const uint64_t now = uv_now(connection->service->loop);

	if (uv_is_closing((uv_handle_t *)&connection->poll)
	    || now < connection->deadline)
		return;
	/* What the client did while the loop was busy with others was in
	 * time. */
	on_ready(&connection->poll, 0, connection->waits_for);
	if (uv_is_closing((uv_handle_t *)&connection->poll)
	    || now < connection->deadline)
		return;
	count_add(&connection->service->counts.tcp_timeouts, 1);
	if (connection->waits_for == UV_WRITABLE)
		forget_unsent(connection);
	tcp_connection_close(connection);
}
