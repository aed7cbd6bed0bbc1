/* SPDX-License-Identifier: ISC */
#include "zones/stamp.h"

#include <linux/magic.h>
#include <stddef.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

/* Of these, the coarsest clock ticks once a second (ext3). */
enum { SETTLED = 3 }; /* seconds */

static bool
is_known(const struct statfs *status)
{
	static const uint32_t known[] = {
	    EXT4_SUPER_MAGIC, /* ext2's and ext3's too */
	    XFS_SUPER_MAGIC,  BTRFS_SUPER_MAGIC, F2FS_SUPER_MAGIC, TMPFS_MAGIC,
	};

	if (status->f_flags & ST_RDONLY)
		return false;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if ((uint32_t)status->f_type == known[i])
			return true;
	return false;
}

void
stamping_begin(struct stamping *stamping, const char *folder)
{
	struct statfs system;
	struct stat status;

	*stamping = (struct stamping){0};
	if (statfs(folder, &system) != 0 || stat(folder, &status) != 0)
		return;
	stamping->known = is_known(&system);
	stamping->device = status.st_dev;
	stamping->now = time(NULL);
}

struct stamp
stamp_of(const struct stamping *stamping, const struct stat *status)
{
	const struct timespec *changed = &status->st_ctim;

	if (!stamping->known || status->st_dev != stamping->device
	    || changed->tv_sec > stamping->now - SETTLED)
		return (struct stamp){0};
	return (struct stamp){
	    .device = status->st_dev,
	    .inode = status->st_ino,
	    .size = (uint64_t)status->st_size,
	    .seconds = changed->tv_sec,
	    .nanoseconds = changed->tv_nsec,
	};
}

bool
stamp_equal(const struct stamp *a, const struct stamp *b)
{
	return a->device == b->device && a->inode == b->inode
	       && a->size == b->size && a->seconds == b->seconds
	       && a->nanoseconds == b->nanoseconds;
}

bool
stamp_holds(const struct stamp *stamp, const struct stamping *stamping,
            const char *path)
{
	struct stamp found;
	struct stat status;

	if (stamp->inode == 0 || stat(path, &status) != 0)
		return false;
	found = stamp_of(stamping, &status);
	return stamp_equal(&found, stamp);
}
