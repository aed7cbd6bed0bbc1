/* SPDX-License-Identifier: ISC */
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/steer_egress.h"
#include "server/steer_maps.h"

/* Where we are in the one hierarchy of version 2: its line is "0::PATH". */
static bool
find_path(char path[PATH_MAX])
{
	FILE *file = fopen("/proc/self/cgroup", "re");
	char *line = NULL;
	size_t room = 0;
	bool found = false;

	while (file != NULL && !found && getline(&line, &room, file) > 0) {
		found = strncmp(line, "0::", 3) == 0;
		if (found) {
			line[strcspn(line, "\n")] = '\0';
			snprintf(path, PATH_MAX, "%s", line + 3);
		}
	}
	free(line);
	if (file != NULL)
		fclose(file);
	return found;
}

/* Opens what the line of /proc/self/mountinfo mounts, at our path below it. */
static int
open_below(const char *line, const char *path)
{
	char root[PATH_MAX], point[PATH_MAX], *name;
	size_t length;
	int folder;

	if (strstr(line, " - cgroup2 ") == NULL
	    || sscanf(line, "%*s %*s %*s %4095s %4095s", root, point) != 2)
		return ERR_NOTHING;
	/* of a part of the hierarchy, what lies in that part */
	length = strcmp(root, "/") == 0 ? 0 : strlen(root);
	if (strncmp(path, root, length) != 0 || strstr(path, "/..") != NULL)
		return ERR_NOTHING;
	if (asprintf(&name, "%s/%s", point, path + length) < 0)
		return ERR_MEMORY;
	folder = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(name);
	return folder < 0 ? ERR_SYSTEM : folder;
}

static int
open_cgroup(void)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char path[PATH_MAX], *line = NULL;
	size_t room = 0;
	int folder = ERR_NOTHING;

	if (find_path(path))
		while (file != NULL && folder < 0
		       && getline(&line, &room, file) > 0)
			folder = open_below(line, path);
	free(line);
	if (file != NULL)
		fclose(file);
	return folder;
}

/* A socket of a listener that there isn't must not get a packet through. */
static bool
holds(const struct steer_egress *egress)
{
	struct sockaddr_in self = {
	    .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(self);
	int tried = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool limited = false;

	if (tried < 0)
		return false;
	if (bind(tried, (const struct sockaddr *)&self, size) == 0
	    && getsockname(tried, (struct sockaddr *)&self, &size) == 0
	    && steer_egress_mark(egress, tried, STEER_EXEMPT, STEER_EXEMPT)
	           == 0)
		limited = sendto(tried, "", 0, MSG_DONTWAIT,
		                 (const struct sockaddr *)&self, size)
		          < 0;
	close(tried);
	return limited;
}

const char *
steer_egress_open(struct steer_egress *egress, struct bpf_object *object)
{
	struct bpf_program *program =
	    bpf_object__find_program_by_name(object, "limit");
	struct bpf_map *owners = bpf_object__find_map_by_name(object, "owners");
	int folder;

	*egress = (struct steer_egress){.owners = -1};
	if (bpf_program__fd(program) < 0)
		return "the kernel won't take the program";
	folder = open_cgroup();
	if (folder < 0)
		return "there is no cgroup of version 2";
	egress->link = bpf_program__attach_cgroup(program, folder);
	close(folder);
	if (egress->link == NULL)
		return "the program can't be attached to the server's cgroup";
	egress->owners = bpf_map__fd(owners);
	if (holds(egress))
		return NULL;
	steer_egress_close(egress);
	return "the program is attached and yet doesn't hold";
}

void
steer_egress_close(struct steer_egress *egress)
{
	bpf_link__destroy(egress->link);
	*egress = (struct steer_egress){.owners = -1};
}

int
steer_egress_mark(const struct steer_egress *egress, int socket,
                  uint32_t listener, uint32_t first)
{
	const struct steer_owner owner = {.listener = listener, .first = first};

	if (egress->link == NULL)
		return 0;
	return bpf_map_update_elem(egress->owners, &socket, &owner, BPF_ANY) < 0
	           ? ERR_SYSTEM
	           : 0;
}
