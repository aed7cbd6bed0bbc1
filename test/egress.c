/* SPDX-License-Identifier: ISC */

/*
 * Code in a view's process, which holds the sockets that the view answers
 * from: to whom can it send what it knows? The sockets of each process of a
 * live server are taken out of it (pidfd_getfd(2)), which takes root, and from
 * each something is sent to a client of every view, and of none: it arrives
 * at the view's own client alone, in whatever way it is sent; where views share
 * the listeners, and where one has them alone. TCP, and who is moved to another
 * view, stand in check_steer_lookup.c.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "test/ask.h"
#include "test/live.h"
#include "test/process.h"
#include "test/tally.h"

enum { CHILDREN = 16, DESCRIPTORS = 64 };

/* Of test/cases/split: a client of each view, "" being the refuser's; and one
 * that is another's where that view is alone, as its resolver. */
static const struct {
	const char *view;
	const char *client;
	const char *resolver;
} audiences[] = {
    {"internal", "127.0.1.1", NULL},      {"internal", "::1", NULL},
    {"staging", "127.0.2.1", NULL},       {"staging", "127.0.1.65", NULL},
    {"partner", "127.0.3.1", NULL},       {"external", "127.9.0.1", NULL},
    {"external", "127.0.1.33", NULL},     {"", "127.0.5.1", NULL},
    {"partner", "127.0.6.1", "internal"},
};

enum { AUDIENCES = sizeof(audiences) / sizeof(audiences[0]) };

/* The view that has the listeners alone, or NULL. */
static const char *lone;

static bool
is_client(size_t audience, const char *view)
{
	const char *its = audiences[audience].view;
	const char *resolver = audiences[audience].resolver;

	if (lone == NULL)
		return strcmp(view, its) == 0;
	if (resolver != NULL && strcmp(resolver, lone) == 0)
		its = resolver;
	return (strcmp(view, lone) == 0) == (strcmp(its, lone) == 0);
}

/* What comes to each of the clients. */
static struct receiver {
	struct endpoint at;
	int s;
} receivers[AUDIENCES];

/* A message as a view's process sends it, from the address that was asked:
 * sockets that are bound apart have none of their own. */
struct message {
	struct endpoint to;
	struct iovec text;
	uint8_t control[128];
	struct msghdr header;
};

static void
add_control(struct message *message, int level, int type, const void *octets,
            size_t size)
{
	uint8_t *at = message->control + message->header.msg_controllen;
	struct cmsghdr *header = (void *)at;

	header->cmsg_level = level;
	header->cmsg_type = type;
	header->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(header), octets, size);
	message->header.msg_controllen += CMSG_SPACE(size);
}

static void
write_message(struct message *message, const struct endpoint *to)
{
	struct in_pktinfo four = {
	    .ipi_spec_dst.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct in6_pktinfo six = {.ipi6_addr = in6addr_loopback};

	*message = (struct message){.to = *to};
	message->text = (struct iovec){(char[]){"secret"}, 6};
	message->header = (struct msghdr){
	    .msg_name = &message->to.address,
	    .msg_namelen = to->length,
	    .msg_iov = &message->text,
	    .msg_iovlen = 1,
	    .msg_control = message->control,
	};
	if (to->address.ss_family == AF_INET)
		add_control(message, IPPROTO_IP, IP_PKTINFO, &four,
		            sizeof(four));
	else
		add_control(message, IPPROTO_IPV6, IPV6_PKTINFO, &six,
		            sizeof(six));
}

static int
send_message(int s, const struct message *message, int flags)
{
	return sendmsg(s, &message->header, flags) < 0 ? errno : 0;
}

static int
plain(int s, const struct endpoint *to)
{
	struct message message;

	write_message(&message, to);
	return send_message(s, &message, 0);
}

/* As udp_batch.c does. */
static int
in_a_batch(int s, const struct endpoint *to)
{
	struct message messages[2];
	struct mmsghdr headers[2];

	for (size_t i = 0; i < 2; i++) {
		write_message(&messages[i], to);
		headers[i] = (struct mmsghdr){.msg_hdr = messages[i].header};
	}
	return sendmmsg(s, headers, 2, 0) < 0 ? errno : 0;
}

/* In pieces that the kernel puts together. */
static int
in_pieces(int s, const struct endpoint *to)
{
	struct message message;

	write_message(&message, to);
	message.text.iov_len = 3;
	send_message(s, &message, MSG_MORE);
	return send_message(s, &message, 0);
}

static const struct {
	const char *what;
	int (*send)(int s, const struct endpoint *to);
} ways[] = {
    {"plainly", plain}, {"in a batch", in_a_batch}, {"in pieces", in_pieces}};

/*
 * To one of its own clients, by way of somebody else (RFC 791 section 3.1): the
 * first address that the packet goes to is the other's.
 */
static int
by_way_of(int s, const struct endpoint *own, const struct endpoint *other)
{
	const struct sockaddr_in *hop = (const void *)&other->address;
	const struct sockaddr_in *end = (const void *)&own->address;
	uint8_t options[12] = {IPOPT_LSRR, 11, 4};
	struct message message;

	memcpy(options + 3, &hop->sin_addr, 4);
	memcpy(options + 7, &end->sin_addr, 4);
	write_message(&message, own);
	add_control(&message, IPPROTO_IP, IP_RETOPTS, options, sizeof(options));
	return send_message(s, &message, 0);
}

static unsigned
received(const struct receiver *receiver)
{
	char text[16];
	unsigned count = 0;

	while (recv(receiver->s, text, sizeof(text), MSG_DONTWAIT) == 6)
		count++;
	return count;
}

static void
try_socket(int s, const char *view)
{
	struct sockaddr_storage bound;
	socklen_t size = sizeof(bound);
	size_t own = AUDIENCES;

	getsockname(s, (struct sockaddr *)&bound, &size);
	for (size_t i = 0; i < AUDIENCES; i++) {
		const bool right = is_client(i, view);

		if (receivers[i].at.address.ss_family != bound.ss_family)
			continue;
		if (right)
			own = i;
		for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]);
		     way++) {
			int got = ways[way].send(s, &receivers[i].at);
			bool came = received(&receivers[i]) > 0;

			tally(right ? got == 0 && came : got == EPERM && !came,
			      "\"%s\" sends to %s %s: %s, and it %s", view,
			      audiences[i].client, ways[way].what,
			      strerror(got), came ? "comes" : "doesn't come");
		}
	}
	for (size_t i = 0; i < AUDIENCES && bound.ss_family == AF_INET; i++)
		if (receivers[i].at.address.ss_family == AF_INET
		    && own < AUDIENCES && !is_client(i, view))
			tally(by_way_of(s, &receivers[own].at, &receivers[i].at)
			          != 0,
			      "\"%s\" sends by way of %s", view,
			      audiences[i].client);
}

/* How many UDP sockets of the process were tried. */
static unsigned
try_process(pid_t pid, const char *view)
{
	int process = (int)syscall(SYS_pidfd_open, pid, 0);
	unsigned tried = 0;

	for (int i = 3; process >= 0 && i < DESCRIPTORS; i++) {
		int s = (int)syscall(SYS_pidfd_getfd, process, i, 0);
		int type = 0, domain = AF_UNSPEC;
		socklen_t size = sizeof(type);

		if (s < 0)
			continue;
		getsockopt(s, SOL_SOCKET, SO_TYPE, &type, &size);
		getsockopt(s, SOL_SOCKET, SO_DOMAIN, &domain, &size);
		if (type == SOCK_DGRAM && domain != AF_UNIX) {
			try_socket(s, view);
			tried++;
		}
		close(s);
	}
	if (process >= 0)
		close(process);
	return tried;
}

static void
try_all(const struct live *live)
{
	pid_t children[CHILDREN];
	size_t count = live_children(live, children, CHILDREN);
	char view[PROCESS_PATH];

	tally(count == (lone == NULL ? 5 : 2), "%zu processes", count);
	for (size_t i = 0; i < count; i++) {
		unsigned tried;

		if (!process_option(children[i], "--view", view))
			view[0] = '\0';
		tried = try_process(children[i], view);
		tally(tried > 1, "\"%s\" has %u UDP sockets", view, tried);
	}
}

static bool
open_receivers(void)
{
	bool opened = true;

	for (size_t i = 0; i < AUDIENCES; i++) {
		struct receiver *receiver = &receivers[i];

		ask_endpoint(&receiver->at, audiences[i].client, 0);
		receiver->s = socket(receiver->at.address.ss_family,
		                     SOCK_DGRAM | SOCK_CLOEXEC, 0);
		opened =
		    opened && receiver->s >= 0
		    && bind(receiver->s,
		            (const struct sockaddr *)&receiver->at.address,
		            receiver->at.length)
			   == 0
		    && getsockname(receiver->s,
		                   (struct sockaddr *)&receiver->at.address,
		                   &receiver->at.length)
			   == 0;
	}
	return opened;
}

/* The images of all views, or that of one. */
static void
try_server(struct live *live, const char *view)
{
	uint16_t port = live_port();
	char four[32], six[32], image[LIVE_PATH + 80];
	const char *arguments[] = {"-l", four, "-l", six, image, NULL};
	struct endpoint to, from;

	lone = view;
	snprintf(four, sizeof(four), "127.0.0.1:%u", port);
	snprintf(six, sizeof(six), "[::1]:%u", port);
	snprintf(image, sizeof(image), "%s%s%s%s", live->images,
	         view != NULL ? "/" : "", view != NULL ? view : "",
	         view != NULL ? ".view" : "");
	ask_endpoint(&to, "127.0.0.1", port);
	ask_endpoint(&from, "127.0.1.1", 0);
	if (!tally(live_start(live, arguments) == 0
	               && ask_ready(live, &from, &to) == 0,
	           "not started"))
		return;
	if (live_logged(live, "classic BPF steers")
	    || live_logged(live, "aren't kept from sending"))
		puts("what a view can send: not tested, the kernel here can't"
		     " limit it");
	else
		try_all(live);
	tally(live_stop(live) == 0, "not stopped in peace");
}

int
main(void)
{
	/* those of external trust, alone, answer clients of others too */
	const char *const views[] = {NULL, "internal", "staging"};
	struct live live;

	if (geteuid() != 0) {
		puts("what a view can send: not tested, that takes root");
		return 0;
	}
	if (!tally(live_open(&live) == 0
	               && live_compile(&live, "test/cases/split") == 0
	               && open_receivers(),
	           "the site isn't compiled"))
		return tally_end();
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		try_server(&live, views[i]);
	if (tally_failed() > 0)
		live_show_log(&live);
	live_close(&live);
	return tally_end();
}
