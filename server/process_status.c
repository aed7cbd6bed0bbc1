/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>

#include "lib/log.h"
#include "server/count_sum.h"
#include "server/counts_text.h"
#include "server/process_inside.h"

void
process_say(struct process *process, const struct worker_message *message)
{
	if (process->control != NULL)
		send(process->control->socket, message, sizeof(*message),
		     MSG_DONTWAIT | MSG_NOSIGNAL);
}

void
process_tell(struct process *process, enum worker_say what)
{
	process_say(process, &(struct worker_message){.say = what});
}

void
process_counted(struct process *process, const struct worker_message *message)
{
	struct worker_counts sum = process->past;
	char text[COUNTS_TEXT];

	process->counts = message->counts;
	if (message->say != WORKER_COUNTS)
		return;
	process->awaited = false;
	count_sum(&sum, &process->counts);
	if (process->logged)
		log_info("%s: %s", process->name, counts_text(text, &sum));
	process->logged = false;
}

void
process_keep_counts(struct process *process)
{
	process->counts.tcp_open = 0;
	count_sum(&process->past, &process->counts);
	process->counts = (struct worker_counts){0};
	process->awaited = process->logged = false;
}

void
process_follow(struct process *process, const struct process *before)
{
	process->past = before->past;
	count_sum(&process->past, &before->counts);
	process->past.tcp_open = 0;
}

void
process_count(struct process *process, bool logged)
{
	process->awaited = process->control != NULL;
	process->logged = process->logged || logged;
	process_say(process, &(struct worker_message){.say = WORKER_STATS});
}

void
process_log(struct process *process, enum log_level level)
{
	process_say(process, &(struct worker_message){
				 .say = WORKER_LOG,
				 .level = level,
			     });
}

uint32_t
process_measures(const struct process *process)
{
	return process->measures;
}

struct process_status
process_status(const struct process *process)
{
	static const char *const states[] = {
	    [STARTING] = "starting", [PROBED] = "starting",
	    [IDLE] = "ready",        [SERVING] = "serving",
	    [WAITING] = "waiting",   [LEAVING] = "leaving",
	};
	struct process_status status = {
	    .state = process->state == STARTING && process->kept
	                 ? "restarting"
	                 : states[process->state],
	    .pid = process->pid,
	    .started = process->started,
	    .restarts = process->restarts,
	    .measures = process->measures,
	    .counting = process->awaited && process->control != NULL,
	    .counts = process->past,
	};

	count_sum(&status.counts, &process->counts);
	return status;
}

bool
process_serves(const struct process *process)
{
	return process->state == SERVING;
}

bool
process_hangs(const struct process *process)
{
	const uint64_t silent = uv_now(process->runtime->loop) - process->alive;

	return process->state == SERVING ? silent >= HANGS_MS
	                                 : process->state == STARTING
	                                       && silent >= START_MS + HANGS_MS;
}

struct process_handover
process_hand_over(const struct process *process)
{
	return (struct process_handover){
	    .worker = &process->worker,
	    .pid = process->pid,
	    .control = process->control != NULL ? process->control->socket : -1,
	    .ready = process->state == SERVING,
	    .measures = process->measures,
	    .restarts = process->restarts,
	    .past = process->past,
	};
}
