/* SPDX-License-Identifier: ISC */
#ifndef MULLION_ORDERS_H
#define MULLION_ORDERS_H

#include "server/status.h"
#include "server/upgrade.h"

/*
 * What is asked over the control socket is done here, and answered: at once,
 * or when it has been done. A reload is answered by the first run that began
 * behind the request; counters, when each process has said its own, or a
 * second later with what is known.
 */
struct orders;

struct orders_server {
	struct status_source status;
	struct launch *launch;
	struct reload *reload;
	/* What is handed over; the orders fill in who asks. */
	struct upgrade_server upgrade;
	void (*stop)(void *context);
	void *context;
};

/* socket: control_socket_open()'s. ERR_MEMORY. */
int orders_open(struct orders **orders, uv_loop_t *loop, int socket,
                gid_t group, const struct orders_server *server);

/* The memory goes in the loop. */
void orders_close(struct orders *orders);

/* Who waits for the first run's end, and for what has become of an upgrade. */
void orders_adopt(struct orders *orders, int socket, uid_t user);

/* A run has ended. */
void orders_reloaded(struct orders *orders, const struct reload_result *result);

/* The server ends, and reloads nothing any more. */
void orders_stopping(struct orders *orders);

#endif
