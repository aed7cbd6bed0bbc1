/* SPDX-License-Identifier: ISC */
#include "test/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"

enum {
	CHUNK = 1 << 20, /* octets of memory that are searched at once */
	OVERLAP = 256,   /* a text that lies across two chunks is found */
};

static FILE *
open_of(pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	return fopen(path, "re");
}

static void
add(struct process_list *list, const char *item)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->items[i], item) == 0)
			return;
	}
	if (list->count < PROCESS_LIST)
		snprintf(list->items[list->count++], PROCESS_PATH, "%s", item);
}

int
process_maps(struct process_list *list, pid_t pid)
{
	FILE *maps = open_of(pid, "maps");
	char line[1024];

	list->count = 0;
	if (maps == NULL)
		return ERR_SYSTEM;
	while (fgets(line, sizeof(line), maps) != NULL) {
		char *path = strchr(line, '/');

		line[strcspn(line, "\n")] = '\0';
		if (path != NULL)
			add(list, path);
	}
	fclose(maps);
	return 0;
}

int
process_descriptors(struct process_list *list, pid_t pid)
{
	char path[PROCESS_PATH];
	struct dirent *entry;
	DIR *folder;

	list->count = 0;
	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	folder = opendir(path);
	if (folder == NULL)
		return ERR_SYSTEM;
	while ((entry = readdir(folder)) != NULL) {
		char target[PROCESS_PATH];
		ssize_t length = readlinkat(dirfd(folder), entry->d_name,
		                            target, sizeof(target) - 1);

		if (length <= 0)
			continue;
		target[length] = '\0';
		add(list, target);
	}
	closedir(folder);
	return 0;
}

size_t
process_list_count(const struct process_list *list, const char *start)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (strncmp(list->items[i], start, strlen(start)) == 0)
			count++;
	}
	return count;
}

static int
count_text(const uint8_t *octets, size_t size, const char *text)
{
	size_t length = strlen(text);
	const uint8_t *at = octets;
	int count = 0;

	while ((at = memmem(at, size - (size_t)(at - octets), text, length))
	       != NULL) {
		count++;
		at++;
	}
	return count;
}

/* One range of addresses; what can't be read (a guard page) has no text. */
static int
search_range(int memory, uint64_t first, uint64_t end, const char *text,
             uint8_t *chunk)
{
	int count = 0;

	while (first < end) {
		size_t want =
		    end - first < CHUNK ? (size_t)(end - first) : CHUNK;
		ssize_t got = pread(memory, chunk, want, (off_t)first);

		if (got <= 0)
			return count;
		count += count_text(chunk, (size_t)got, text);
		if ((size_t)got <= OVERLAP || first + (size_t)got >= end)
			return count;
		first += (size_t)got - OVERLAP;
	}
	return count;
}

/* What a sanitizer reserves comes in terabytes, and has no text in it. */
static const unsigned long reserved = 1ul << 32;

int
process_search(pid_t pid, const char *text)
{
	FILE *maps = open_of(pid, "maps");
	uint8_t *chunk = malloc(CHUNK);
	char path[64];
	char line[1024];
	int memory;
	int count = 0;

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	memory = open(path, O_RDONLY | O_CLOEXEC);
	if (maps == NULL || chunk == NULL || memory < 0)
		count = ERR_SYSTEM;
	while (count >= 0 && fgets(line, sizeof(line), maps) != NULL) {
		unsigned long first;
		unsigned long end;

		if (sscanf(line, "%lx-%lx r", &first, &end) == 2
		    && end - first < reserved && strstr(line, "[vvar") == NULL
		    && strstr(line, "[vsyscall]") == NULL)
			count += search_range(memory, first, end, text, chunk);
	}
	if (maps != NULL)
		fclose(maps);
	if (memory >= 0)
		close(memory);
	free(chunk);
	return count;
}

bool
process_option(pid_t pid, const char *option, char value[PROCESS_PATH])
{
	FILE *file = open_of(pid, "cmdline");
	char *word = NULL;
	size_t room = 0;
	bool found = false;

	value[0] = '\0';
	if (file == NULL)
		return false;
	while (getdelim(&word, &room, '\0', file) > 0) {
		if (found) {
			snprintf(value, PROCESS_PATH, "%s", word);
			break;
		}
		found = strcmp(word, option) == 0;
	}
	free(word);
	fclose(file);
	return found;
}

bool
process_runs(pid_t pid)
{
	FILE *file = open_of(pid, "stat");
	char state = 'X';

	if (file == NULL)
		return false;
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = 'X';
	fclose(file);
	return state != 'Z' && state != 'X';
}
