/* SPDX-License-Identifier: ISC */
#ifndef MULLION_NOTIFY_H
#define MULLION_NOTIFY_H

#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

/*
 * What a service manager is told: lines "NAME=VALUE" in a datagram to the
 * socket that NOTIFY_SOCKET names (sd_notify(3)), a path or, behind "@", an
 * abstract one. Who isn't started by one tells nobody.
 */
struct notify {
	int socket; /* -1: there is nobody */
	struct sockaddr_un to;
	socklen_t size;
	/* How often it wants to hear WATCHDOG=1 at the latest, in milliseconds;
	 * 0: never. */
	uint64_t watchdog;
};

/* From the environment; what can't be used there is a warning. */
void notify_open(struct notify *notify);
void notify_close(struct notify *notify);

void notify_ready(const struct notify *notify);
void notify_reloading(const struct notify *notify);
void notify_stopping(const struct notify *notify);
void notify_alive(const struct notify *notify);

/* A line for people, which `systemctl status` shows. */
void notify_status(const struct notify *notify, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
