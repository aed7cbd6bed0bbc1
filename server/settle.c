/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/log.h"
#include "server/settle.h"

enum { ENTRIES_MAX = 16384 /* that are looked at; images are fewer */ };

/* FNV-1a, 64 bits: told apart are states of one folder, and whoever could make
 * two of them alike could as well leave the folder alone. */
static uint64_t
mix(uint64_t look, const void *octets, size_t size)
{
	const uint8_t *at = octets;

	for (size_t i = 0; i < size; i++)
		look = (look ^ at[i]) * UINT64_C(0x100000001b3);
	return look;
}

static uint64_t
mix_number(uint64_t look, uint64_t number)
{
	return mix(look, &number, sizeof(number));
}

static uint64_t
look_at(int folder, const char *name)
{
	uint64_t look = UINT64_C(0xcbf29ce484222325);
	struct stat about;

	for (const char *at = name; *at != '\0'; at++)
		look = mix(look, at, 1);
	if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) < 0)
		return look;
	look = mix_number(look, about.st_ino);
	look = mix_number(look, (uint64_t)about.st_size);
	look = mix_number(look, (uint64_t)about.st_mtim.tv_sec);
	look = mix_number(look, (uint64_t)about.st_mtim.tv_nsec);
	look = mix_number(look, (uint64_t)about.st_ctim.tv_sec);
	return mix_number(look, (uint64_t)about.st_ctim.tv_nsec);
}

/* The sum, since entries come in any order. What lies beside the folder is
 * none of its own. */
uint64_t
settle_look(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	uint64_t look = 0;

	if (folder == NULL)
		return 0;
	for (int i = 0; i < ENTRIES_MAX && (entry = readdir(folder)) != NULL;
	     i++)
		if (strcmp(entry->d_name, "..") != 0)
			look += look_at(dirfd(folder), entry->d_name);
	closedir(folder);
	return look;
}

void
settle_init(struct settle *settle, uv_loop_t *loop, const char *folder,
            void (*again)(void *context),
            void (*refused)(void *context, int status, const char *why),
            void *context)
{
	*settle = (struct settle){
	    .folder = folder,
	    .again = again,
	    .refused = refused,
	    .context = context,
	};
	uv_timer_init(loop, &settle->timer);
	settle->timer.data = settle;
}

void
settle_begin(struct settle *settle)
{
	if (settle->folder == NULL)
		return;
	settle->look = settle_look(settle->folder);
	settle->until = uv_now(settle->timer.loop) + SETTLE_MS;
}

static void
look_again(uv_timer_t *timer)
{
	struct settle *settle = timer->data;
	uint64_t look = settle_look(settle->folder);

	if (look == settle->look || uv_now(timer->loop) >= settle->until) {
		settle->refused(settle->context, settle->status, settle->why);
		return;
	}
	log_debug("%s is being written and is tried again: %s", settle->folder,
	          settle->why);
	settle->look = look;
	settle->again(settle->context);
}

void
settle_failed(struct settle *settle, int status, const char *why)
{
	if (settle->folder == NULL) {
		settle->refused(settle->context, status, why);
		return;
	}
	settle->status = status;
	snprintf(settle->why, sizeof(settle->why), "%s", why);
	uv_timer_start(&settle->timer, look_again, SETTLE_STILL_MS, 0);
}

void
settle_stop(struct settle *settle)
{
	uv_timer_stop(&settle->timer);
}
