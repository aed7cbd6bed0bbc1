/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "zones/progress.h"

/*
 * SIGALRM prints, so that a step needn't call back while it works. Two lines
 * take turns: the one that the handler may be reading is never written.
 */
enum { LINE = 100 };

static struct {
	char lines[2][LINE];
	volatile sig_atomic_t line;
	volatile sig_atomic_t shown;
	bool on;
} progress;

static void
on_alarm(int number)
{
	int saved = errno;
	const char *line = progress.lines[progress.line];
	ssize_t written = write(STDERR_FILENO, line, strlen(line));

	(void)number;
	(void)written;
	progress.shown = 1;
	errno = saved;
}

static void
set_timer(time_t seconds)
{
	struct itimerval timer = {
	    .it_interval.tv_sec = seconds,
	    .it_value.tv_sec = seconds,
	};

	setitimer(ITIMER_REAL, &timer, NULL);
}

void
progress_begin(void)
{
	struct sigaction action = {
	    .sa_handler = on_alarm,
	    .sa_flags = SA_RESTART,
	};

	progress.on = isatty(STDERR_FILENO) == 1;
	if (!progress.on)
		return;
	progress_step("starting", "", 0, 0);
	sigaction(SIGALRM, &action, NULL);
	set_timer(1);
}

void
progress_step(const char *what, const char *object, size_t index, size_t count)
{
	int next = !progress.line;
	char *line = progress.lines[next];

	if (!progress.on)
		return;
	if (count > 0)
		snprintf(line, LINE, "\r\033[K%zu/%zu %s %.60s", index, count,
		         what, object);
	else
		snprintf(line, LINE, "\r\033[K%s %.60s", what, object);
	progress.line = next;
}

void
progress_end(void)
{
	if (!progress.on)
		return;
	set_timer(0);
	progress.on = false;
	if (progress.shown)
		fputs("\r\033[K", stderr);
	progress.shown = 0;
}
