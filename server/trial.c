/* SPDX-License-Identifier: ISC */
#include "server/source.h"
#include "server/takeover.h"
#include "server/trial.h"

enum { STATUS_FAILED = 1 };

int
trial_run(const struct config *config)
{
	struct reload_source source;
	struct launch launch = {.view = -1, .compiler = -1};
	struct takeover takeover;
	int status = STATUS_FAILED;

	log_limit(LOG_WARNING);
	if (config->resume < 0 || takeover_open(&takeover, config->resume) < 0)
		return STATUS_FAILED;
	if (takeover_check(&takeover, config) == 0)
		status = source_find(&source, &launch, config);
	launch_clear(&launch);
	takeover_close(&takeover);
	return status;
}
