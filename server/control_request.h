/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CONTROL_REQUEST_H
#define MULLION_CONTROL_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/dname.h"
#include "lib/log.h"
#include "server/view_report.h"

/*
 * What `mullion ctl` asks: one line, a JSON object,
 *
 *   {"version": 1, "command": "reload", "force": true}
 *
 * and what each command takes besides:
 *
 *   status, stats, stop, upgrade
 *   reload         force: true or false
 *   zone-status    zone: a name; view: a view's name
 *   log-level      level: error, warning, info or debug; none: which is it?
 *
 * It is a stranger's text until it is read here, with every limit. An unknown
 * member is an error, so that nothing that was meant is passed over.
 */
enum control_command {
	CONTROL_STATUS,
	CONTROL_STATS,
	CONTROL_ZONE_STATUS,
	CONTROL_RELOAD,
	CONTROL_LOG_LEVEL,
	CONTROL_STOP,
	CONTROL_UPGRADE,
};

enum {
	CONTROL_VERSION = 1,
	CONTROL_REQUEST = 4096, /* octets of a line at most, with its end */
	CONTROL_WHY = 160,
};

struct control_request {
	enum control_command command;
	bool force;
	bool leveled; /* level was given */
	enum log_level level;
	char zone[DNAME_TEXT]; /* lower case, with the final dot; "": all */
	char view[VIEW_NAME];  /* "": all */
};

/* ERR_MALFORMED and the reason in why[CONTROL_WHY]. */
int control_request_read(struct control_request *request, const char *text,
                         size_t length, char *why);

/* By enum log_level, NULL behind the last. */
extern const char *const control_levels[];

#endif
