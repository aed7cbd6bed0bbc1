/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/log.h"
#include "server/notify.h"

enum { LINE = 512 };

static int
find_socket(struct notify *notify)
{
	const char *name = getenv("NOTIFY_SOCKET");
	const size_t length = name != NULL ? strlen(name) : 0;

	if (length == 0)
		return -1;
	if ((name[0] != '/' && name[0] != '@')
	    || length >= sizeof(notify->to.sun_path)) {
		log_warning("NOTIFY_SOCKET is neither a path nor @ and a name,"
		            " of 107 octets at most: nobody is notified");
		return -1;
	}
	notify->to.sun_family = AF_UNIX;
	memcpy(notify->to.sun_path, name, length + 1);
	if (name[0] == '@')
		notify->to.sun_path[0] = '\0';
	notify->size = (socklen_t)(offsetof(struct sockaddr_un, sun_path)
	                           + length + (name[0] == '/'));
	return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

/* WATCHDOG_PID says whose it is, where it is said. */
static uint64_t
find_watchdog(void)
{
	const char *microseconds = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");

	if (microseconds == NULL
	    || (pid != NULL && strtol(pid, NULL, 10) != (long)getpid()))
		return 0;
	return strtoull(microseconds, NULL, 10) / 1000;
}

void
notify_open(struct notify *notify)
{
	*notify = (struct notify){0};
	notify->socket = find_socket(notify);
	if (notify->socket >= 0)
		notify->watchdog = find_watchdog();
}

void
notify_close(struct notify *notify)
{
	if (notify->socket >= 0)
		close(notify->socket);
	notify->socket = -1;
}

/* A manager that doesn't listen is its own business. */
static void
tell(const struct notify *notify, const char *lines)
{
	if (notify->socket >= 0)
		sendto(notify->socket, lines, strlen(lines),
		       MSG_NOSIGNAL | MSG_DONTWAIT,
		       (const struct sockaddr *)&notify->to, notify->size);
}

void
notify_ready(const struct notify *notify)
{
	tell(notify, "READY=1\n");
}

/* Type=notify-reload wants to know since when, to tell this reload from the
 * one before. */
void
notify_reloading(const struct notify *notify)
{
	struct timespec now;
	char lines[LINE];

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(lines, sizeof(lines),
	         "RELOADING=1\nMONOTONIC_USEC=%" PRId64 "\n",
	         (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	tell(notify, lines);
}

void
notify_stopping(const struct notify *notify)
{
	tell(notify, "STOPPING=1\n");
}

void
notify_alive(const struct notify *notify)
{
	tell(notify, "WATCHDOG=1\n");
}

void
notify_status(const struct notify *notify, const char *format, ...)
{
	char lines[LINE] = "STATUS=";
	const size_t length = strlen(lines);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(lines + length, sizeof(lines) - length, format, arguments);
	va_end(arguments);
	/* A newline would begin another assignment. */
	for (char *at = lines; *at != '\0'; at++)
		if ((unsigned char)*at < ' ')
			*at = ' ';
	tell(notify, lines);
}
