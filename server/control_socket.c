/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/control_socket.h"

enum { BACKLOG = 16 };

int
control_socket_group(gid_t *group, const char *name)
{
	const struct group *found;

	*group = (gid_t)-1;
	if (name == NULL)
		return 0;
	found = getgrnam(name);
	if (found == NULL) {
		log_error("there is no group %s: see \"control-group\"", name);
		return ERR_REPORTED;
	}
	*group = found->gr_gid;
	return 0;
}

static int
fail(const char *path, const char *why)
{
	log_error("the control socket %s can't be made: %s", path, why);
	return ERR_REPORTED;
}

/* A live one is another server's; a dead one is in the way. */
static int
make_way(const char *path, const struct sockaddr_un *at)
{
	struct stat about;
	int asked, result;

	if (lstat(path, &about) < 0)
		return errno == ENOENT ? 0 : fail(path, strerror(errno));
	if (!S_ISSOCK(about.st_mode))
		return fail(path, "a file is there that is no socket: move it,"
		                  " or give \"control\" another path");
	asked = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (asked < 0)
		return fail(path, strerror(errno));
	result = connect(asked, (const struct sockaddr *)at, sizeof(*at));
	if (result < 0 && errno == ECONNREFUSED)
		result = unlink(path) < 0 ? fail(path, strerror(errno)) : 0;
	else
		result = fail(path, "another mulliond listens there: stop it,"
		                    " or give \"control\" another path");
	close(asked);
	return result;
}

/* From its first moment on it is the user's alone. */
static int
bind_private(int made, const struct sockaddr_un *at)
{
	const mode_t before = umask(0177);
	int result = bind(made, (const struct sockaddr *)at, sizeof(*at));

	umask(before);
	return result;
}

static int
give_to_group(const char *path, gid_t group)
{
	if (group == (gid_t)-1)
		return 0;
	if (lchown(path, (uid_t)-1, group) < 0 || chmod(path, 0660) < 0)
		return fail(path, "it can't be given to \"control-group\":"
		                  " who isn't root must be in that group");
	return 0;
}

int
control_socket_open(const char *path, gid_t group)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int made, result;

	if (strlen(path) >= sizeof(at.sun_path))
		return fail(path, "a socket's path has 107 octets at most:"
		                  " give \"control\" a shorter one");
	memcpy(at.sun_path, path, strlen(path) + 1);
	result = make_way(path, &at);
	if (result < 0)
		return result;
	made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (made < 0)
		return fail(path, strerror(errno));
	if (bind_private(made, &at) < 0)
		result = fail(path, strerror(errno));
	else
		result = give_to_group(path, group);
	if (result == 0 && listen(made, BACKLOG) < 0)
		result = fail(path, strerror(errno));
	if (result == 0)
		return made;
	close(made);
	return result;
}

/* The groups beside the first one. */
static bool
in_groups(int connection, gid_t group)
{
	socklen_t size = 0;
	gid_t *groups;
	bool found = false;

	if (getsockopt(connection, SOL_SOCKET, SO_PEERGROUPS, NULL, &size) == 0
	    || errno != ERANGE)
		return false;
	groups = malloc(size);
	if (groups != NULL
	    && getsockopt(connection, SOL_SOCKET, SO_PEERGROUPS, groups, &size)
	           == 0)
		for (size_t i = 0; i < size / sizeof(*groups); i++)
			found = found || groups[i] == group;
	free(groups);
	return found;
}

enum control_peer
control_socket_peer(int connection, gid_t group, uid_t *user)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return CONTROL_STRANGER;
	*user = peer.uid;
	if (peer.uid == 0 || peer.uid == geteuid())
		return CONTROL_OWNER;
	if (group != (gid_t)-1
	    && (peer.gid == group || in_groups(connection, group)))
		return CONTROL_MEMBER;
	return CONTROL_STRANGER;
}
