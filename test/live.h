/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_LIVE_H
#define MULLION_TEST_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A live server under test: compiles a site, starts mulliond on loopback, and
 * stops it by its process id. Everything lies in one temporary folder, which
 * goes with it:
 *
 *   /tmp/mullion-XXXXXX/images/   what `mullion compile` wrote
 *                       log       standard error of all that was run
 *
 * The programs are those in $B, build/ without it. What goes wrong in setting
 * up is said on standard error, with the log.
 */
enum { LIVE_ARGUMENTS = 32, LIVE_PATH = 256 };

struct live {
	pid_t pid; /* of mulliond, 0 when it isn't running */
	char folder[LIVE_PATH];
	char images[LIVE_PATH];
	char log[LIVE_PATH];
};

/* Makes the folder. */
int live_open(struct live *live);

/* Kills what still runs and removes the folder. */
void live_close(struct live *live);

/* Runs `mullion compile site --serial 1 -o images`; its exit status. */
int live_compile(struct live *live, const char *site);

/* Runs a program of $B with its arguments, NULL behind the last, standard
 * output and error in the log. Its exit status; 128 and its signal. */
int live_run(struct live *live, const char *program, ...);

/* Starts mulliond with the arguments, NULL behind the last. Where they name no
 * configuration, $STEERING is what one says of "steering". */
int live_start(struct live *live, const char *const *arguments);

/* It has been started and hasn't left. */
bool live_running(struct live *live);

/* SIGTERM; the exit status, or -1 when five seconds weren't enough, or a
 * process has made a system call that it may not. */
int live_stop(struct live *live);

/* A port that nobody has, on any address, UDP and TCP; below those that the
 * kernel gives to clients. A different one at each call. */
uint16_t live_port(void);

/* The process ids of the server's children; how many, max at most. */
size_t live_children(const struct live *live, pid_t *children, size_t max);

/* Whether the log holds the text. */
bool live_logged(const struct live *live, const char *text);

/* Copies the log to standard error. */
void live_show_log(const struct live *live);

void live_sleep(unsigned milliseconds);

/* Milliseconds of a clock that only goes on. */
uint64_t live_now(void);

#endif
