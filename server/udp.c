/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <linux/sock_diag.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "lib/err.h"
#include "server/count.h"
#include "server/nap.h"
#include "server/udp.h"
#include "server/udp_batch.h"

enum { WAKE = SIGUSR1 };

struct udp {
	/* The thread writes here all the time, the others never. */
	_Alignas(BATCH_LINE) struct worker_counts counts;
	const struct answerer *answerer;
	struct udp_batch *batch;
	struct nap nap;
	int socket;
	uint32_t drops_before; /* the socket's, when this worker took over */
	pthread_t thread;
	sem_t begin;
	atomic_bool stop;
	atomic_bool stopped;
};

/*
 * How many packets the kernel has dropped for want of room since the socket
 * was made: the number that SO_RXQ_OVFL sends along with packets, but known
 * without one, and at no cost to them.
 */
static uint32_t
kernel_drops(int socket)
{
	uint32_t memory[SK_MEMINFO_VARS] = {0};
	socklen_t length = sizeof(memory);

	getsockopt(socket, SOL_SOCKET, SO_MEMINFO, memory, &length);
	return memory[SK_MEMINFO_DROPS];
}

/*
 * Nothing that recvmmsg() can say ends the thread. An ICMP error that was
 * pending is gone by being reported; what lasts must not cost a whole core.
 */
static void
receive_failed(const struct udp *udp)
{
	const struct timespec pause = {.tv_nsec = 1000000};
	struct pollfd wanted = {.fd = udp->socket, .events = POLLIN};

	if (errno == EAGAIN)
		poll(&wanted, 1, -1);
	else if (errno != EINTR)
		nanosleep(&pause, NULL);
}

static uint64_t
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void
nap(void)
{
	const struct timespec time = {.tv_nsec = NAP_TIME};

	clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
}

static void
serve_batch(struct udp *udp)
{
	int count = udp_batch_receive(udp->batch, udp->socket);
	struct query *queries = udp_batch_queries(udp->batch);
	unsigned failed;

	if (count < 0) {
		receive_failed(udp);
		return;
	}
	answer(udp->answerer, queries, (size_t)count);
	failed = udp_batch_send(udp->batch, udp->socket, (size_t)count);
	for (int i = 0; i < count; i++)
		count_query(&udp->counts, &queries[i]);
	if (failed > 0)
		count_add(&udp->counts.send_errors, failed);
	if (nap_due(&udp->nap, now(), (size_t)count))
		nap();
}

/*
 * How it stops. The flag is looked at before each recvmmsg(). A thread that
 * waits in there for a first packet is woken by WAKE, whose handler does
 * nothing and is installed without SA_RESTART: EINTR, and nothing was taken.
 * Once a packet is taken recvmmsg() waits no more (MSG_WAITFORONE), so a
 * signal then finds nothing to interrupt and the batch is answered. A signal
 * that comes between the look and the call is lost: udp_stopped() sends
 * another.
 */
static void *
udp_run(void *argument)
{
	struct udp *udp = argument;

	while (sem_wait(&udp->begin) < 0)
		;
	nap_begin(&udp->nap, now());
	while (!atomic_load_explicit(&udp->stop, memory_order_relaxed))
		serve_batch(udp);
	atomic_store(&udp->stopped, true);
	return NULL;
}

static void
wake(int signal_number)
{
	(void)signal_number;
}

/* Signals are the main thread's: a UDP thread takes WAKE alone. */
static int
start_thread(struct udp *udp)
{
	const struct sigaction action = {.sa_handler = wake};
	sigset_t blocked;
	sigset_t before;
	int result;

	if (sigaction(WAKE, &action, NULL) < 0)
		return ERR_SYSTEM;
	sigfillset(&blocked);
	sigdelset(&blocked, WAKE);
	pthread_sigmask(SIG_SETMASK, &blocked, &before);
	result = pthread_create(&udp->thread, NULL, udp_run, udp);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = result;
	return result == 0 ? 0 : ERR_SYSTEM;
}

int
udp_new(struct udp **made, const struct view_socket *socket,
        const struct answerer *answerer)
{
	struct udp *udp = aligned_alloc(BATCH_LINE, sizeof(*udp));
	int result;

	if (udp == NULL)
		return ERR_MEMORY;
	memset(udp, 0, sizeof(*udp));
	udp->socket = socket->descriptor;
	udp->answerer = answerer;
	sem_init(&udp->begin, 0, 0);
	result = udp_batch_new(&udp->batch, socket->alone, &socket->from);
	if (result == 0)
		result = start_thread(udp);
	if (result < 0) {
		udp_batch_free(udp->batch);
		free(udp);
		return result;
	}
	*made = udp;
	return 0;
}

void
udp_serve(struct udp *udp)
{
	udp->drops_before = kernel_drops(udp->socket);
	sem_post(&udp->begin);
}

void
udp_stop(struct udp *udp)
{
	atomic_store(&udp->stop, true);
	sem_post(&udp->begin);
}

bool
udp_stopped(struct udp *udp)
{
	if (atomic_load(&udp->stopped))
		return true;
	pthread_kill(udp->thread, WAKE);
	return false;
}

void
udp_count(const struct udp *udp, struct worker_counts *sum)
{
	count_sum(sum, &udp->counts);
	sum->kernel_drops += kernel_drops(udp->socket) - udp->drops_before;
}

void
udp_free(struct udp *udp)
{
	pthread_join(udp->thread, NULL);
	sem_destroy(&udp->begin);
	udp_batch_free(udp->batch);
	free(udp);
}
