/* SPDX-License-Identifier: ISC */
#include "test/live.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/err.h"

enum { STOP_MILLISECONDS = 5000 };

static const char *
build_folder(void)
{
	const char *folder = getenv("B");

	return folder != NULL && folder[0] != '\0' ? folder : "build";
}

uint64_t
live_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void
live_sleep(unsigned milliseconds)
{
	struct timespec pause = {
	    .tv_sec = milliseconds / 1000,
	    .tv_nsec = (long)(milliseconds % 1000) * 1000000,
	};

	nanosleep(&pause, NULL);
}

int
live_open(struct live *live)
{
	*live = (struct live){0};
	snprintf(live->folder, sizeof(live->folder), "/tmp/mullion-XXXXXX");
	if (mkdtemp(live->folder) == NULL) {
		perror(live->folder);
		return ERR_SYSTEM;
	}
	/* mulliond may serve as another user than the one who tests */
	if (chmod(live->folder, 0755) != 0)
		return ERR_SYSTEM;
	snprintf(live->images, sizeof(live->images), "%.200s/images",
	         live->folder);
	snprintf(live->log, sizeof(live->log), "%.200s/log", live->folder);
	return 0;
}

void
live_close(struct live *live)
{
	char command[LIVE_PATH + 16];

	if (live->pid != 0)
		live_stop(live);
	snprintf(command, sizeof(command), "rm -rf %s", live->folder);
	if (system(command) != 0)
		fprintf(stderr, "%s is left\n", live->folder);
}

/* Starts a program of $B, or one with a slash in its name, in the log. */
static pid_t
start(struct live *live, const char *program, const char *const *arguments)
{
	char path[LIVE_PATH];
	const char *argv[LIVE_ARGUMENTS] = {path};
	size_t count = 1;
	pid_t pid;
	int log;

	snprintf(path, sizeof(path), "%s/%s", build_folder(), program);
	if (strchr(program, '/') != NULL)
		snprintf(path, sizeof(path), "%s", program);
	while (arguments[count - 1] != NULL && count < LIVE_ARGUMENTS - 1) {
		argv[count] = arguments[count - 1];
		count++;
	}
	pid = fork();
	if (pid != 0)
		return pid;
	log = open(live->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (log < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0)
		_exit(126);
	execv(path, (char *const *)(uintptr_t)argv);
	dprintf(2, "%s: %s\n", path, strerror(errno));
	_exit(127);
}

static int
status_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
live_run(struct live *live, const char *program, ...)
{
	const char *arguments[LIVE_ARGUMENTS] = {NULL};
	size_t count = 0;
	va_list list;
	pid_t pid;
	int status;

	va_start(list, program);
	while (count < LIVE_ARGUMENTS - 1
	       && (arguments[count] = va_arg(list, const char *)) != NULL)
		count++;
	va_end(list);
	pid = start(live, program, arguments);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 127;
	return status_of(status);
}

int
live_compile(struct live *live, const char *site)
{
	int status = live_run(live, "mullion", "compile", site, "--serial", "1",
	                      "-o", live->images, (char *)NULL);

	if (status != 0) {
		fprintf(stderr, "%s: compile: exit status %d\n", site, status);
		live_show_log(live);
	}
	return status;
}

/* A configuration with what $STEERING says, "" where it says nothing. */
static int
write_steering(const struct live *live, char path[LIVE_PATH + 16])
{
	const char *steering = getenv("STEERING");
	FILE *file;

	path[0] = '\0';
	if (steering == NULL || steering[0] == '\0')
		return 0;
	snprintf(path, LIVE_PATH + 16, "%s/steering.json", live->folder);
	file = fopen(path, "we");
	if (file == NULL)
		return ERR_SYSTEM;
	fprintf(file, "{\"steering\": \"%s\"}\n", steering);
	fclose(file);
	return 0;
}

int
live_start(struct live *live, const char *const *arguments)
{
	const char *all[LIVE_ARGUMENTS] = {"-c", NULL};
	char path[LIVE_PATH + 16];
	bool configured = false;

	if (write_steering(live, path) < 0)
		return ERR_SYSTEM;
	all[1] = path;
	for (size_t i = 0; i < LIVE_ARGUMENTS - 3 && arguments[i] != NULL;
	     i++) {
		all[2 + i] = arguments[i];
		configured = configured || strcmp(arguments[i], "-c") == 0;
	}
	if (path[0] == '\0' || configured)
		live->pid = start(live, "mulliond", arguments);
	else
		live->pid = start(live, "mulliond", all);
	if (live->pid < 0) {
		live->pid = 0;
		return ERR_SYSTEM;
	}
	return 0;
}

bool
live_running(struct live *live)
{
	siginfo_t info = {0};

	return live->pid != 0
	       && waitid(P_PID, (id_t)live->pid, &info,
	                 WEXITED | WNOHANG | WNOWAIT)
	              == 0
	       && info.si_pid == 0;
}

/* The log as text, for the caller to free, or NULL. */
static char *
read_log(const struct live *live)
{
	FILE *file = fopen(live->log, "re");
	char *text = NULL;
	size_t room = 0;

	if (file == NULL)
		return NULL;
	if (getdelim(&text, &room, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

bool
live_logged(const struct live *live, const char *text)
{
	char *log = read_log(live);
	bool found = log != NULL && strstr(log, text) != NULL;

	free(log);
	return found;
}

void
live_show_log(const struct live *live)
{
	char *log = read_log(live);

	fprintf(stderr, "--- %s\n%s---\n", live->log, log != NULL ? log : "");
	free(log);
}

/* No process may have called what its list of system calls doesn't have: it
 * is started again, and the clients may have noticed nothing. */
static bool
lists_held(const struct live *live)
{
	if (!live_logged(live, "SIGSYS"))
		return true;
	fprintf(stderr, "a process was killed by SIGSYS:\n");
	live_show_log(live);
	return false;
}

int
live_stop(struct live *live)
{
	uint64_t end = live_now() + STOP_MILLISECONDS;
	bool late = false;
	int status;
	pid_t pid;

	kill(live->pid, SIGTERM);
	while ((pid = waitpid(live->pid, &status, WNOHANG)) == 0) {
		if (!late && live_now() > end) {
			late = true;
			kill(live->pid, SIGKILL);
		}
		live_sleep(5);
	}
	if (pid != live->pid)
		late = true;
	live->pid = 0;
	return late || !lists_held(live) ? -1 : status_of(status);
}

/* Whether one socket of the type can have the port on all addresses. */
static bool
port_free(uint16_t port, int type)
{
	struct sockaddr_in6 any = {
	    .sin6_family = AF_INET6,
	    .sin6_port = htons(port),
	};
	int s = socket(AF_INET6, type | SOCK_CLOEXEC, 0);
	int off = 0;
	bool free;

	if (s < 0)
		return false;
	setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	free = bind(s, (const struct sockaddr *)&any, sizeof(any)) == 0;
	close(s);
	return free;
}

uint16_t
live_port(void)
{
	static uint16_t next;

	if (next == 0)
		next = (uint16_t)(10000 + getpid() * 37 % 20000);
	for (;;) {
		next = next >= 32000 ? 10000 : (uint16_t)(next + 1);
		if (port_free(next, SOCK_DGRAM) && port_free(next, SOCK_STREAM))
			return next;
	}
}

size_t
live_children(const struct live *live, pid_t *children, size_t max)
{
	char path[64];
	size_t count = 0;
	FILE *file;
	int child;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children",
	         (int)live->pid, (int)live->pid);
	file = fopen(path, "re");
	if (file == NULL)
		return 0;
	while (count < max && fscanf(file, "%d", &child) == 1)
		children[count++] = child;
	fclose(file);
	return count;
}
