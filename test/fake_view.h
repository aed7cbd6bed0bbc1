/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_FAKE_VIEW_H
#define MULLION_TEST_FAKE_VIEW_H

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/runtime.h"

/*
 * The supervisor's half of processes, without mulliond-view: the test's own
 * program stands in for it, and plays what the test wants when it finds itself
 * started under that name.
 *
 *   main:  if (fake_view_asked(argv)) return play(argv);
 *          return unit_run_apart(suite());
 */
struct fake_view {
	uv_loop_t loop;
	uv_signal_t died;
	struct children children;
	struct config config;
	struct view_ids ids;
	struct launch launch;
	struct runtime runtime;
};

static inline bool
fake_view_asked(char **argv)
{
	return strcmp(argv[0], "mulliond-view") == 0
	       || strcmp(argv[0], "mullion") == 0;
}

/* The word behind an option of the command line, or NULL. */
static inline const char *
fake_view_option(char **argv, const char *option)
{
	for (; *argv != NULL; argv++)
		if (strcmp(*argv, option) == 0)
			return argv[1];
	return NULL;
}

static inline int
fake_view_descriptor(char **argv, const char *option)
{
	const char *text = fake_view_option(argv, option);

	return text == NULL ? -1 : atoi(text);
}

static inline void
fake_view_collect(uv_signal_t *signal, int number)
{
	struct fake_view *fake = signal->data;

	(void)number;
	children_collect(&fake->children);
}

static inline void
fake_view_open(struct fake_view *fake)
{
	static char path[256];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	ck_assert_int_gt(length, 0);
	path[length] = '\0';
	memset(fake, 0, sizeof(*fake));
	config_init(&fake->config);
	fake->launch = (struct launch){
	    .config = &fake->config,
	    .log = LOG_INFO,
	    .view_path = path,
	    .view = open(path, O_PATH | O_CLOEXEC),
	    .compiler = open(path, O_PATH | O_CLOEXEC),
	    .uid = (uid_t)-1,
	    .gid = (gid_t)-1,
	    .ids = &fake->ids,
	};
	ck_assert_int_eq(uv_loop_init(&fake->loop), 0);
	uv_signal_init(&fake->loop, &fake->died);
	fake->died.data = fake;
	uv_signal_start(&fake->died, fake_view_collect, SIGCHLD);
	/* the loop ends with what is waited for */
	uv_unref((uv_handle_t *)&fake->died);
	fake->runtime = (struct runtime){
	    .loop = &fake->loop,
	    .children = &fake->children,
	    .launch = &fake->launch,
	};
}

/* Runs the loop until it holds, or five seconds are over. */
static inline bool
fake_view_until(struct fake_view *fake, const bool *holds)
{
	for (int i = 0; i < 1000 && !*holds; i++) {
		uv_run(&fake->loop, UV_RUN_NOWAIT);
		usleep(5000);
	}
	return *holds;
}

/* When all that was started is gone. */
static inline void
fake_view_close(struct fake_view *fake)
{
	for (int i = 0; i < 1000 && fake->children.count > 0; i++) {
		uv_run(&fake->loop, UV_RUN_NOWAIT);
		usleep(5000);
	}
	uv_close((uv_handle_t *)&fake->died, NULL);
	uv_run(&fake->loop, UV_RUN_DEFAULT);
	ck_assert_int_eq(uv_loop_close(&fake->loop), 0);
	ck_assert_uint_eq(fake->children.count, 0);
	children_clear(&fake->children);
	config_clear(&fake->config);
	close(fake->launch.view);
	close(fake->launch.compiler);
}

#endif
