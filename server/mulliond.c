/* SPDX-License-Identifier: ISC */
#include "lib/log.h"
#include "server/options.h"
#include "server/supervisor.h"
#include "server/trial.h"

/*
 * mulliond, the supervisor: it holds the configuration, the sockets, the
 * images' descriptors and its children, and neither reads an image nor a
 * packet. mulliond-view answers; see worker.h for what the two say.
 */
int
main(int argc, char **argv)
{
	struct config config;
	int status = 0;

	log_name("mulliond");
	switch (options_read(&config, argc, argv)) {
	case OPTIONS_RUN:
		log_limit(config.log);
		status =
		    config.trial ? trial_run(&config) : supervisor_run(&config);
		break;
	case OPTIONS_DONE:
		break;
	case OPTIONS_USAGE:
		status = 2;
		break;
	case OPTIONS_BAD:
		status = 1;
		break;
	}
	config_clear(&config);
	return status;
}
