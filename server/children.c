/* SPDX-License-Identifier: ISC */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "lib/err.h"
#include "server/children.h"

int
children_reserve(struct children *children)
{
	struct child *grown;
	size_t room = children->room == 0 ? 8 : children->room * 2;

	if (children->count < children->room)
		return 0;
	grown = reallocarray(children->items, room, sizeof(*grown));
	if (grown == NULL)
		return ERR_MEMORY;
	children->items = grown;
	children->room = room;
	return 0;
}

void
children_add(struct children *children, pid_t pid,
             void (*gone)(void *context, int status), void *context)
{
	children->items[children->count++] = (struct child){
	    .pid = pid,
	    .gone = gone,
	    .context = context,
	};
}

/* Each is taken off the list before it is told of: who is told may start
 * another. */
void
children_collect(struct children *children)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < children->count; i++) {
			struct child child = children->items[i];

			if (child.pid != pid)
				continue;
			children->items[i] = children->items[--children->count];
			child.gone(child.context, status);
			break;
		}
	}
}

void
children_kill(const struct children *children)
{
	for (size_t i = 0; i < children->count; i++)
		kill(children->items[i].pid, SIGKILL);
}

void
children_clear(struct children *children)
{
	free(children->items);
	*children = (struct children){0};
}

const char *
child_status_text(char *text, int status)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) {
		snprintf(text, CHILD_TEXT,
		         "was killed by SIGSYS: it made a system call that it"
		         " may not (seccomp)");
	} else if (WIFSIGNALED(status)) {
		const char *name = sigabbrev_np(WTERMSIG(status));

		snprintf(text, CHILD_TEXT, "was killed by SIG%s",
		         name != NULL ? name : "?");
	} else {
		snprintf(text, CHILD_TEXT, "exited with status %d",
		         WEXITSTATUS(status));
	}
	return text;
}
