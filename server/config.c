/* SPDX-License-Identifier: ISC */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "server/config.h"

enum {
	THREADS_MAX = 256,
	TCP_CONNECTIONS = 1000,
	TCP_PER_CLIENT = 100,
	TCP_IDLE = 10, /* RFC 7766 section 6.2.3: a few seconds */
};

/* The processors that this process may run on. */
static unsigned
threads_default(void)
{
	cpu_set_t set;
	int count = 1;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		count = CPU_COUNT(&set);
	if (count < 1)
		return 1;
	return count > THREADS_MAX ? THREADS_MAX : (unsigned)count;
}

void
config_init(struct config *config)
{
	*config = (struct config){
	    .resume = -1,
	    .threads = threads_default(),
	    .tcp_connections = TCP_CONNECTIONS,
	    .tcp_per_client = TCP_PER_CLIENT,
	    .tcp_idle = TCP_IDLE,
	    .log = LOG_INFO,
	};
}

static void
strings_clear(char ***strings, size_t *count)
{
	for (size_t i = 0; i < *count; i++)
		free((*strings)[i]);
	free(*strings);
	*strings = NULL;
	*count = 0;
}

static int
strings_add(char ***strings, size_t *count, const char *text)
{
	char **grown = reallocarray(*strings, *count + 1, sizeof(*grown));

	if (grown == NULL)
		return ERR_MEMORY;
	*strings = grown;
	grown[*count] = strdup(text);
	if (grown[*count] == NULL)
		return ERR_MEMORY;
	++*count;
	return 0;
}

int
config_listen(struct config *config, const struct endpoint *endpoint,
              char *const *views, size_t view_count)
{
	struct config_listener *grown, *listener;
	int result = 0;

	for (size_t i = 0; i < config->listener_count; i++)
		if (endpoint_equal(&config->listeners[i].endpoint, endpoint))
			return ERR_RANGE;
	grown = reallocarray(config->listeners, config->listener_count + 1,
	                     sizeof(*grown));
	if (grown == NULL)
		return ERR_MEMORY;
	config->listeners = grown;
	listener = &grown[config->listener_count++];
	*listener = (struct config_listener){.endpoint = *endpoint};
	for (size_t i = 0; i < view_count && result == 0; i++)
		result = strings_add(&listener->views, &listener->view_count,
		                     views[i]);
	return result;
}

void
config_listen_clear(struct config *config)
{
	for (size_t i = 0; i < config->listener_count; i++)
		strings_clear(&config->listeners[i].views,
		              &config->listeners[i].view_count);
	free(config->listeners);
	config->listeners = NULL;
	config->listener_count = 0;
}

bool
config_is_six_only(const struct config *config, const struct endpoint *endpoint)
{
	for (size_t i = 0; i < config->listener_count; i++)
		if (endpoint_is_other_half(endpoint,
		                           &config->listeners[i].endpoint))
			return true;
	return false;
}

int
config_trust(struct config *config, const uint8_t key[PUBLIC_KEY])
{
	uint8_t(*grown)[PUBLIC_KEY];

	for (size_t i = 0; i < config->key_count; i++)
		if (memcmp(config->keys[i], key, PUBLIC_KEY) == 0)
			return ERR_RANGE;
	grown =
	    reallocarray(config->keys, config->key_count + 1, sizeof(*grown));
	if (grown == NULL)
		return ERR_MEMORY;
	config->keys = grown;
	memcpy(grown[config->key_count++], key, PUBLIC_KEY);
	return 0;
}

char *
config_control(const struct config *config)
{
	char *path;

	if (config->control != NULL)
		return strdup(config->control);
	if (config->state == NULL
	    || asprintf(&path, "%s/control", config->state) < 0)
		return NULL;
	return path;
}

int
config_serve(struct config *config, const char *path)
{
	return strings_add(&config->serve, &config->serve_count, path);
}

void
config_serve_clear(struct config *config)
{
	strings_clear(&config->serve, &config->serve_count);
}

void
config_clear(struct config *config)
{
	config_listen_clear(config);
	config_serve_clear(config);
	free(config->keys);
	free(config->user);
	free(config->state);
	free(config->control);
	free(config->control_group);
	free(config->version);
	free(config->identity);
	*config = (struct config){0};
}
