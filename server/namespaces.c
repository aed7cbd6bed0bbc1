/* SPDX-License-Identifier: ISC */
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "server/measure.h"
#include "server/namespaces.h"

static const struct {
	uint32_t measure;
	int flag;
} simple[] = {
    {MEASURE_NETWORK, CLONE_NEWNET},
    {MEASURE_IPC, CLONE_NEWIPC},
    {MEASURE_UTS, CLONE_NEWUTS},
};

/*
 * An empty file system, without room, takes the place of the root, and all
 * that was mounted goes. Where it is mounted for the moment is nobody's
 * concern, as the namespace is ours alone.
 */
static bool
leave_all_mounts(void)
{
	if (unshare(CLONE_NEWNS) < 0
	    || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0
	    || mount("none", "/tmp", "tmpfs",
	             MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC,
	             "mode=0555,nr_inodes=1")
	           < 0)
		return false;
	if (chdir("/tmp") == 0 && syscall(SYS_pivot_root, ".", ".") == 0
	    && umount2(".", MNT_DETACH) == 0 && chdir("/") == 0)
		return true;
	/* The next best wants a /tmp that can be written. */
	umount2("/tmp", MNT_DETACH);
	return false;
}

/* A folder that was removed: it stays empty, as nothing can be made in it. */
static bool
enter_removed_folder(void)
{
	char folder[] = "/tmp/mulliond-view-XXXXXX";

	if (mkdtemp(folder) == NULL)
		return false;
	if (chdir(folder) < 0) {
		rmdir(folder);
		return false;
	}
	return rmdir(folder) == 0 && chroot(".") == 0 && chdir("/") == 0;
}

uint32_t
namespaces_enter(uint32_t wanted)
{
	uint32_t taken = 0;

	if (geteuid() != 0)
		unshare(CLONE_NEWUSER);
	for (size_t i = 0; i < sizeof(simple) / sizeof(simple[0]); i++)
		if ((wanted & simple[i].measure) != 0
		    && unshare(simple[i].flag) == 0)
			taken |= simple[i].measure;
	if ((wanted & MEASURE_ROOT) == 0)
		return taken;
	if (leave_all_mounts())
		taken |= MEASURE_MOUNTS | MEASURE_ROOT;
	else if (enter_removed_folder())
		taken |= MEASURE_ROOT;
	return taken;
}
