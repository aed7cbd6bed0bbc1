/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CONFIG_READER_H
#define MULLION_CONFIG_READER_H

#include "server/config.h"
#include "server/json_walk.h"

/* One listener written as an object. */
struct listen {
	char *address;
	unsigned port;
	char **views;
	size_t view_count;
};

/*
 * The configuration file, member by member. Each object of it is a table of
 * the members that it may have and of who reads them (config_read.c);
 * zones/schema/config.json says the same to editors. What is wrong is said at
 * once, and counted in the file's errors; what it should have set stays as it
 * is.
 */
struct reader {
	struct json_text file;
	struct config *config;
	struct listen listen; /* the listener being read */
};

struct reader_member {
	const char *name; /* NULL behind the last */
	void (*read)(struct reader *reader, const struct json_value *value);
};

/* Each member by the table, once. */
void reader_object(struct reader *reader, const struct json_value *object,
                   const struct reader_member *members);

/* "NAME" must be WHAT. */
void reader_wrong(struct reader *reader, const struct json_value *value,
                  const char *what);

/* A string of 1 to max octets, in place of *text. */
void reader_text(struct reader *reader, const struct json_value *value,
                 char **text, size_t max);

void reader_number(struct reader *reader, const struct json_value *value,
                   unsigned *number, unsigned min, unsigned max);

/* One of the names, NULL behind the last: its place among them, or -1. */
int reader_choice(struct reader *reader, const struct json_value *value,
                  const char *const *names);

#endif
