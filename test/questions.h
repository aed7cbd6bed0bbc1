/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_QUESTIONS_H
#define MULLION_TEST_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A file of questions, "NAME TYPE" a line (dnsperf reads the same), as the
 * packets that ask them, one behind the other:
 *
 *   octets   | packet 0 | packet 1 | ... | packet count - 1 |
 *   starts   0          ^          ^                        ^ [count]
 *
 * The id is zero; who sends a packet writes their own.
 */
struct questions {
	const char *title; /* the path's last component */
	uint8_t *octets;
	size_t *starts; /* count + 1 of them */
	size_t count;
};

/*
 * Reads at most `most` questions (0: all), each with an OPT if edns. Says
 * what is wrong, and where, on standard error and returns ERR_REPORTED; a
 * file without a question is wrong. path must outlive the questions.
 */
int questions_read(struct questions *questions, const char *path, size_t most,
                   bool edns);

void questions_free(struct questions *questions);

static inline size_t
questions_length(const struct questions *questions, size_t i)
{
	return questions->starts[i + 1] - questions->starts[i];
}

static inline const uint8_t *
questions_packet(const struct questions *questions, size_t i)
{
	return questions->octets + questions->starts[i];
}

#endif
