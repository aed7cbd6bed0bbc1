/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/launch.h"
#include "server/spawn.h"

/* The Makefile says where it is installed. */
#ifndef MULLION_LIBEXECDIR
#define MULLION_LIBEXECDIR "/usr/local/libexec/mullion"
#endif

/* Opens FOLDER/NAME to be run; path is set where it isn't NULL. */
static int
open_program(const char *folder, const char *name, char **path)
{
	char *text;
	int program;

	if (asprintf(&text, "%s/%s", folder, name) < 0)
		return ERR_MEMORY;
	program = open(text, O_PATH | O_CLOEXEC);
	if (program >= 0 && path != NULL)
		*path = text;
	else
		free(text);
	return program < 0 ? ERR_SYSTEM : program;
}

/*
 * As they lie in a build folder, beside mulliond; or as they are installed,
 * PREFIX/sbin/mulliond, PREFIX/bin/mullion, PREFIX/libexec/mullion/.
 */
static int
find_programs(struct launch *launch)
{
	char here[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", here, sizeof(here) - 1);
	char *slash;

	if (length < 0) {
		log_error("/proc/self/exe can't be read: %s", strerror(errno));
		return ERR_REPORTED;
	}
	here[length] = '\0';
	launch->self = strdup(here);
	if (launch->self == NULL) {
		log_error("no memory");
		return ERR_REPORTED;
	}
	slash = strrchr(here, '/');
	*slash = '\0';
	launch->view = open_program(here, "mulliond-view", &launch->view_path);
	if (launch->view < 0)
		launch->view =
		    open_program(here, "../libexec/mullion/mulliond-view",
		                 &launch->view_path);
	if (launch->view < 0)
		launch->view = open_program(MULLION_LIBEXECDIR, "mulliond-view",
		                            &launch->view_path);
	launch->compiler = open_program(here, "mullion", NULL);
	if (launch->compiler < 0)
		launch->compiler = open_program(here, "../bin/mullion", NULL);
	if (launch->view >= 0)
		return 0;
	log_error("mulliond-view is missing: it belongs into %s or %s", here,
	          MULLION_LIBEXECDIR);
	return ERR_REPORTED;
}

static int
find_user(struct launch *launch)
{
	const char *name = launch->config->user;
	const struct passwd *user;

	if (geteuid() != 0) {
		if (name != NULL)
			log_warning("not started as root: the user stays, %s"
			            " isn't taken",
			            name);
		return 0;
	}
	user = getpwnam(name != NULL ? name : "mullion");
	if (user == NULL && name == NULL)
		user = getpwnam("nobody");
	if (user == NULL) {
		log_error("there is no user %s",
		          name != NULL ? name : "mullion, and no nobody");
		return ERR_REPORTED;
	}
	if (user->pw_uid == 0) {
		log_error("user %s is root: view processes must be another's",
		          user->pw_name);
		return ERR_REPORTED;
	}
	launch->uid = user->pw_uid;
	launch->gid = user->pw_gid;
	snprintf(launch->user, sizeof(launch->user), "%s", user->pw_name);
	log_info("view processes and the compiler run as %s", launch->user);
	return 0;
}

static int
find_ids(struct launch *launch)
{
	const struct config *config = launch->config;

	launch->ids = calloc(1, sizeof(*launch->ids));
	if (launch->ids == NULL) {
		log_error("no memory");
		return ERR_REPORTED;
	}
	if (config->ids_last == 0)
		return 0;
	if (launch->uid == (uid_t)-1) {
		log_warning("not started as root: views have no users of their"
		            " own, \"view-ids\" aren't taken");
		return 0;
	}
	launch->ids->first = config->ids_first;
	launch->ids->room = config->ids_last - config->ids_first + 1u;
	return 0;
}

int
launch_init(struct launch *launch, const struct config *config)
{
	int result;

	*launch = (struct launch){
	    .config = config,
	    .log = config->log,
	    .view = -1,
	    .compiler = -1,
	    .uid = (uid_t)-1,
	    .gid = (gid_t)-1,
	};
	result = find_programs(launch);
	if (result == 0)
		result = find_user(launch);
	return result < 0 ? result : find_ids(launch);
}

void
launch_clear(struct launch *launch)
{
	if (launch->view >= 0)
		close(launch->view);
	if (launch->compiler >= 0)
		close(launch->compiler);
	free(launch->self);
	launch->self = NULL;
	free(launch->view_path);
	launch->view_path = NULL;
	if (launch->ids != NULL)
		view_ids_clear(launch->ids);
	free(launch->ids);
	launch->ids = NULL;
}

uid_t
launch_uid(const struct launch *launch, const char *view)
{
	uid_t uid = launch->uid;

	if (uid == (uid_t)-1)
		return geteuid();
	if (launch->ids->room > 0)
		view_ids_find(launch->ids, view, &uid);
	return uid;
}

/* A command line that is being written, with the descriptors that it names. */
struct command {
	char **argv;
	size_t count;
	size_t room;
	int *descriptors;
	size_t descriptor_count;
	bool failed;
};

static void
command_init(struct command *command, const char *name, size_t sockets)
{
	*command = (struct command){.room = 32 + 2 * sockets};
	command->argv = calloc(command->room, sizeof(*command->argv));
	command->descriptors =
	    calloc(sockets + 4, sizeof(*command->descriptors));
	command->failed = command->argv == NULL || command->descriptors == NULL;
	if (command->failed)
		return;
	command->argv[0] = strdup(name);
	command->count = 1;
}

static void
command_clear(struct command *command)
{
	for (size_t i = 0; i < command->count; i++)
		free(command->argv[i]);
	free(command->argv);
	free(command->descriptors);
}

/* An argument, or an option and its value. */
static void
add(struct command *command, const char *option, const char *value)
{
	if (command->failed || command->count + 3 > command->room) {
		command->failed = true;
		return;
	}
	command->argv[command->count++] = strdup(option);
	if (value != NULL)
		command->argv[command->count++] = strdup(value);
}

static void
add_number(struct command *command, const char *option, unsigned value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	add(command, option, text);
}

/* The number that the descriptor will have there, and what belongs to it. */
static void
add_descriptor(struct command *command, const char *option, int descriptor,
               const char *more)
{
	char text[ENDPOINT_TEXT + 16];

	snprintf(text, sizeof(text), "%zu%s%s",
	         SPAWN_FIRST + command->descriptor_count,
	         more[0] != '\0' ? "," : "", more);
	add(command, option, text);
	if (!command->failed)
		command->descriptors[command->descriptor_count++] = descriptor;
}

static void
add_socket(struct command *command, const struct launch_socket *socket)
{
	/* In the order of "alone" and "tcp". */
	static const char *const options[2][2] = {
	    {"--udp", "--tcp"}, {"--udp-alone", "--tcp-alone"}};

	add_descriptor(command, options[socket->alone][socket->tcp],
	               socket->descriptor, socket->from);
}

static pid_t
run(struct command *command, const struct spawn *how)
{
	struct spawn process = *how;
	pid_t pid = ERR_MEMORY;

	for (size_t i = 0; i < command->count && !command->failed; i++)
		command->failed = command->argv[i] == NULL;
	if (!command->failed) {
		process.argv = command->argv;
		process.descriptors = command->descriptors;
		process.count = command->descriptor_count;
		pid = spawn(&process);
	}
	command_clear(command);
	return pid;
}

/* Whose it becomes: the view's own user's, where there are some. */
static int
add_user(struct command *command, const struct launch *launch, const char *own)
{
	uid_t uid = launch->uid;
	gid_t gid = launch->gid;
	char text[32];
	int result = 0;

	if (uid == (uid_t)-1)
		return 0;
	if (own != NULL && launch->ids->room > 0) {
		result = view_ids_find(launch->ids, own, &uid);
		gid = uid;
	}
	if (result == ERR_RANGE) {
		log_error("no id is left for %s%s: there were %zu in"
		          " \"view-ids\"",
		          *own == '\0' ? "the refuser" : "view ", own,
		          launch->ids->room);
		return ERR_REPORTED;
	}
	snprintf(text, sizeof(text), "%u:%u", uid, gid);
	add(command, "--user", text);
	return result;
}

/* It gives up root itself, when it has all that it needs root for. own: the
 * view whose user it becomes, "" for the refuser, NULL for everybody's. */
static pid_t
run_view(struct command *command, const struct launch *launch, const char *own)
{
	static const char *const levels[] = {"error", "warning", "info",
	                                     "debug"};

	int result = add_user(command, launch, own);

	if (result < 0) {
		command_clear(command);
		return result;
	}
	add(command, "--log", levels[launch->log]);
	if (launch->config->strict)
		add(command, "--strict", NULL);
	return run(command, &(struct spawn){
				.program = launch->view,
				.path = launch->view_path,
				.uid = (uid_t)-1,
				.gid = (gid_t)-1,
			    });
}

pid_t
launch_worker(const struct launch *launch, const struct launch_worker *worker,
              int control)
{
	const struct config *config = launch->config;
	struct command command;

	command_init(&command, "mulliond-view", worker->socket_count);
	if (worker->view != NULL) {
		add(&command, "--view", worker->view);
		add_descriptor(&command, "--image", worker->image, "");
	} else {
		add(&command, "--refuse", NULL);
	}
	add_descriptor(&command, "--control", control, "");
	for (size_t i = 0; i < worker->socket_count; i++)
		add_socket(&command, &worker->sockets[i]);
	add_number(&command, "--tcp-connections", config->tcp_connections);
	add_number(&command, "--tcp-per-client", config->tcp_per_client);
	add_number(&command, "--tcp-idle", config->tcp_idle);
	if (config->version != NULL)
		add(&command, "--version-bind", config->version);
	if (config->identity != NULL)
		add(&command, "--id-server", config->identity);
	return run_view(&command, launch,
	                worker->view != NULL ? worker->view : "");
}

pid_t
launch_loader(const struct launch *launch, const struct launch_loader *loader)
{
	struct command command;

	command_init(&command, "mulliond-view", 0);
	add(&command, "--load", NULL);
	add(&command, "--view", loader->view);
	if (loader->hash != NULL)
		add(&command, "--hash", loader->hash);
	add_descriptor(&command, "--image", loader->image, "");
	add_descriptor(&command, "--memfd", loader->memfd, "");
	add_descriptor(&command, "--report", loader->report, "");
	return run_view(&command, launch, NULL);
}

pid_t
launch_verifier(const struct launch *launch,
                const struct launch_verifier *verifier)
{
	const struct config *config = launch->config;
	struct command command;

	command_init(&command, "mulliond-view", config->key_count);
	add(&command, "--verify", NULL);
	for (size_t i = 0; i < config->key_count; i++) {
		char text[PUBLIC_KEY_TEXT];

		add(&command, "--key", public_key_text(text, config->keys[i]));
	}
	add_descriptor(&command, "--manifest", verifier->manifest, "");
	add_descriptor(&command, "--signature", verifier->signature, "");
	add_descriptor(&command, "--report", verifier->report, "");
	return run_view(&command, launch, NULL);
}

static int
open_folder(const char *path)
{
	int folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0)
		log_error("%s can't be opened: %s", path, strerror(errno));
	return folder < 0 ? ERR_REPORTED : folder;
}

size_t
launch_compiler_memory(const struct launch *launch)
{
	const long pages = sysconf(_SC_PHYS_PAGES);
	const long page = sysconf(_SC_PAGESIZE);

	if (launch->config->compiler_memory > 0)
		return (size_t)launch->config->compiler_memory << 20;
	return pages <= 0 || page <= 0 ? 0
	                               : (size_t)pages / 4 * 3 * (size_t)page;
}

static pid_t
run_compiler(const struct launch *launch, const char *name,
             const struct spawn *how, int out)
{
	struct spawn process = *how;
	struct command command;
	char path[32];

	command_init(&command, "mullion", 1);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", SPAWN_FIRST);
	add(&command, "compile", NULL);
	add(&command, "-o", path);
	add(&command, "--as", name);
	add(&command, ".", NULL);
	if (!command.failed)
		command.descriptors[command.descriptor_count++] = out;
	process.program = launch->compiler;
	process.uid = launch->uid;
	process.gid = launch->gid;
	process.memory = launch_compiler_memory(launch);
	process.calls = &compiler_calls;
	return run(&command, &process);
}

pid_t
launch_compiler(const struct launch *launch, const char *site, const char *out,
                int errors)
{
	int from = open_folder(site);
	int to = from < 0 ? from : open_folder(out);
	const struct spawn how = {
	    .folder = from,
	    .errors = errors < 0 ? 0 : errors,
	};
	pid_t pid = to < 0 ? to : run_compiler(launch, site, &how, to);
	int saved = errno;

	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	errno = saved;
	return pid;
}
