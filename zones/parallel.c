/* SPDX-License-Identifier: ISC */
#include "zones/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

/* More would wait for memory, not for processors. */
enum { THREADS = 16 };

struct run {
	atomic_size_t next;
	size_t count;
	void (*step)(void *context, unsigned thread, size_t i);
	void *context;
};

struct worker {
	struct run *run;
	unsigned thread;
	pthread_t id;
};

unsigned
parallel_threads(void)
{
	cpu_set_t set;
	int count;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1;
	count = CPU_COUNT(&set);
	return count < 1 ? 1 : count > THREADS ? THREADS : (unsigned)count;
}

static void *
work(void *argument)
{
	const struct worker *worker = argument;
	struct run *run = worker->run;

	for (;;) {
		size_t i = atomic_fetch_add(&run->next, 1);

		if (i >= run->count)
			return NULL;
		run->step(run->context, worker->thread, i);
	}
}

/* A thread that can't be had is one less: the calling one does the work. */
void
parallel_run(size_t count,
             void (*step)(void *context, unsigned thread, size_t i),
             void *context)
{
	struct run run = {.count = count, .step = step, .context = context};
	struct worker workers[THREADS];
	unsigned threads = parallel_threads(), started = 1;

	if (threads > count)
		threads = (unsigned)count;
	while (started < threads) {
		struct worker *worker = &workers[started];

		*worker = (struct worker){.run = &run, .thread = started};
		if (pthread_create(&worker->id, NULL, work, worker) != 0)
			break;
		started++;
	}
	workers[0] = (struct worker){.run = &run};
	work(&workers[0]);
	while (--started > 0)
		pthread_join(workers[started].id, NULL);
}
