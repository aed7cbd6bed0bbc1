/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/ctl_ask.h"

enum {
	ANSWER_SECONDS = 30,
	ANSWER_MAX = 64 << 20,
	READ_ROOM = 1 << 16,
};

struct answer {
	char *text;
	size_t length;
	size_t room;
};

static const char *
advice(int error)
{
	switch (error) {
	case ENOENT:
		return "no server listens there: -s SOCKET or -c CONFIG say"
		       " where one does";
	case ECONNREFUSED:
		return "the server that listened there has left";
	case EACCES:
		return "only root, the server's user and its \"control-group\""
		       " may control it";
	case EAGAIN:
		return "the server doesn't answer";
	default:
		return strerror(error);
	}
}

static int
fail(const char *path)
{
	fprintf(stderr, "mullion ctl: %s: %s\n", path, advice(errno));
	return ERR_REPORTED;
}

static int
call(const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int made;

	if (strlen(path) >= sizeof(at.sun_path)) {
		errno = ENAMETOOLONG;
		return fail(path);
	}
	memcpy(at.sun_path, path, strlen(path) + 1);
	made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (made >= 0
	    && connect(made, (const struct sockaddr *)&at, sizeof(at)) == 0)
		return made;
	fail(path);
	if (made >= 0)
		close(made);
	return ERR_REPORTED;
}

static int
send_line(int server, const json_t *request)
{
	char *text = json_dumps(request, JSON_COMPACT);
	size_t length = text == NULL ? 0 : strlen(text);
	int result = ERR_MEMORY;

	if (text != NULL) {
		text[length++] = '\n'; /* in the NUL's place */
		result =
		    send(server, text, length, MSG_NOSIGNAL) == (ssize_t)length
			? 0
			: ERR_SYSTEM;
	}
	free(text);
	return result;
}

/* ERR_SYSTEM, ERR_MEMORY; ERR_RANGE: it has no end. */
static int
receive(int server, struct answer *answer)
{
	for (;;) {
		ssize_t got;

		if (answer->room - answer->length < READ_ROOM) {
			size_t room = 2 * answer->room + READ_ROOM;
			char *grown = room > ANSWER_MAX
			                  ? NULL
			                  : realloc(answer->text, room);

			if (grown == NULL)
				return ERR_MEMORY;
			answer->text = grown;
			answer->room = room;
		}
		got = recv(server, answer->text + answer->length, READ_ROOM, 0);
		if (got == 0)
			return 0;
		if (got > 0)
			answer->length += (size_t)got;
		else if (errno != EINTR)
			return ERR_SYSTEM;
	}
}

json_t *
ctl_ask(const char *path, const json_t *request, bool patient)
{
	const struct timeval limit = {.tv_sec = patient ? 0 : ANSWER_SECONDS};
	struct answer answer = {0};
	json_t *object = NULL;
	int server = call(path), result;

	if (server < 0)
		return NULL;
	setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	/* Who is turned away is told so, and may find the line not taken. */
	result = send_line(server, request);
	if (result == 0 || (result == ERR_SYSTEM && errno == EPIPE))
		result = receive(server, &answer);
	if (answer.length > 0 && (result == 0 || errno == ECONNRESET))
		object = json_loadb(answer.text, answer.length, 0, NULL);
	if (object == NULL && result < 0)
		fprintf(stderr, "mullion ctl: %s: %s\n", path,
		        result == ERR_SYSTEM ? advice(errno)
		                             : err_text(result));
	else if (object == NULL)
		fprintf(stderr,
		        "mullion ctl: %s: the server has hung up without an"
		        " answer; its log may say why\n",
		        path);
	free(answer.text);
	close(server);
	return object;
}
