/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_PROCESS_H
#define MULLION_TEST_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * What a process has, by /proc: what it maps, what it holds open, and what
 * stands in its memory. Of another user's process only root may know.
 */
enum { PROCESS_PATH = 256, PROCESS_LIST = 128 };

/* Names of the same kind, each once: of mapped files, or of what descriptors
 * lead to ("socket:[123]", "/dev/null"). */
struct process_list {
	char items[PROCESS_LIST][PROCESS_PATH];
	size_t count;
};

/* Files that the process maps; anonymous memory isn't listed. ERR_SYSTEM. */
int process_maps(struct process_list *list, pid_t pid);

/* What its descriptors lead to. ERR_SYSTEM. */
int process_descriptors(struct process_list *list, pid_t pid);

/* How many of the list begin with the text. */
size_t process_list_count(const struct process_list *list, const char *start);

/* How often the text stands in the process's memory, or ERR_SYSTEM when it
 * can't be read. */
int process_search(pid_t pid, const char *text);

/* It runs: it is there, and no zombie that nobody has waited for. */
bool process_runs(pid_t pid);

/* The word behind `option` in its command line, "" when there is none; false
 * without the option. */
bool process_option(pid_t pid, const char *option, char value[PROCESS_PATH]);

#endif
