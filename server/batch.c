/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <sys/mman.h>

#include "lib/err.h"
#include "server/batch.h"

static const size_t rooms_size = (size_t)ANSWER_BATCH * BATCH_ROOM;

int
batch_open(struct batch *batch)
{
	void *rooms = mmap(NULL, rooms_size, PROT_READ | PROT_WRITE,
	                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (rooms == MAP_FAILED)
		return ERR_MEMORY;
	memset(batch, 0, sizeof(*batch));
	batch->rooms = rooms;
	for (size_t i = 0; i < ANSWER_BATCH; i++) {
		batch->queries[i].message = batch->rooms + i * BATCH_ROOM;
		batch->queries[i].capacity = WIRE_MESSAGE;
	}
	return 0;
}

void
batch_close(struct batch *batch)
{
	munmap(batch->rooms, rooms_size);
}
