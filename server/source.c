/* SPDX-License-Identifier: ISC */
#include "lib/err.h"
#include "lib/log.h"
#include "server/source.h"

enum { STATUS_FAILED = 1, STATUS_UNREADABLE = 2 };

/* A key vouches for a folder as a whole, and it must be told from an older
 * one. */
static int
check_trust(const struct config *config, enum images_kind kind)
{
	if (config->key_count == 0)
		return 0;
	if (kind == IMAGES_SITE)
		log_error("%s has no manifest.json, so it is a site, which"
		          " mulliond would compile by itself: no key can vouch"
		          " for that; with \"trusted-keys\" serve a folder that"
		          " mullion compile --sign wrote",
		          config->serve[0]);
	else if (kind == IMAGES_FILES)
		log_error("%s is an image by itself, for which no key vouches:"
		          " with \"trusted-keys\" serve a folder that mullion"
		          " compile --sign wrote",
		          config->serve[0]);
	else if (config->state == NULL)
		log_error("\"trusted-keys\" need a \"state\" folder, in which"
		          " is remembered which generation was served last");
	else
		return 0;
	return ERR_REPORTED;
}

int
source_find(struct reload_source *source, struct launch *launch,
            const struct config *config)
{
	char why[IMAGES_WHY];
	int kind = images_kind(config->serve, config->serve_count, why);

	if (kind < 0) {
		log_error("%s", why);
		return STATUS_UNREADABLE;
	}
	if (check_trust(config, (enum images_kind)kind) < 0)
		return STATUS_FAILED;
	*source = (struct reload_source){
	    .kind = (enum images_kind)kind,
	    .paths = config->serve,
	    .path_count = config->serve_count,
	};
	if (launch_init(launch, config) < 0)
		return STATUS_FAILED;
	if (kind == IMAGES_SITE && launch->compiler < 0) {
		log_error("%s is a site, and mullion, which compiles it, isn't"
		          " beside mulliond",
		          config->serve[0]);
		return STATUS_FAILED;
	}
	return 0;
}
