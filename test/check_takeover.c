/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/handover.h"
#include "server/takeover.h"
#include "test/fake_view.h"
#include "test/unit.h"

/*
 * What one server hands over, and the next one in this process takes up: a
 * listener that two views share, the folder, the images. test/upgrade.c does
 * it with servers that run; here is what each has of the other.
 */
enum { THREADS = 2, ASKER = 4711 };

static char in[] = "in", out[] = "out";

struct server {
	struct fake_view fake;
	struct config_listener configured;
	struct steering steering;
	struct listener listener;
	struct state state;
	struct generation *serving;
	struct handover handover;
};

static struct loaded
view_of(const char *name, uint32_t part)
{
	struct loaded loaded = {.image = open("/dev/null", O_RDONLY)};
	struct view_range *range = calloc(1, sizeof(*range));

	snprintf(loaded.report.name, VIEW_NAME, "%s", name);
	memset(loaded.report.hash, 'a', VIEW_HASH - 1);
	loaded.report.zones = part + 1;
	loaded.report.external = part > 0;
	*range = (struct view_range){.family = 4, .length = 16};
	range->first.words[0] = 0x0a000000 | part << 16;
	range->last.words[0] = range->first.words[0] | 0xffff;
	loaded.report.ranges = range;
	loaded.report.range_count = 1;
	return loaded;
}

static void
configure(struct config *config, struct config_listener *listener)
{
	const struct socket_options options = {0};
	unsigned port = 31000 + (unsigned)getpid() % 1000;

	config->steering = CONFIG_STEERING_CLASSIC;
	config->threads = THREADS;
	config->listeners = listener;
	config->listener_count = 1;
	do {
		ck_assert_int_eq(endpoint_from_parts(&listener->endpoint,
		                                     "127.0.0.1", port++),
		                 0);
	} while (sockets_probe(&listener->endpoint, &options) < 0);
}

static void
open_server(struct server *server)
{
	const struct socket_options options = {0};
	char why[LISTENER_WHY];

	memset(server, 0, sizeof(*server));
	fake_view_open(&server->fake);
	configure(&server->fake.config, &server->configured);
	steering_init(&server->steering, &server->fake.config);
	ck_assert_int_eq(listener_open(&server->listener, &server->steering,
	                               &server->configured, &options),
	                 0);
	ck_assert_int_eq(
	    state_open(&server->state, NULL, false, (uid_t)-1, (gid_t)-1), 0);
	server->serving =
	    generation_new(&server->fake.runtime, &server->listener, 1, 2);
	for (uint32_t i = 0; i < 2; i++) {
		struct loaded view = view_of(i == 0 ? in : out, i);

		ck_assert_int_eq(generation_add(server->serving, &view), 0);
	}
	ck_assert_int_eq(generation_plan(server->serving, why), 0);
	listener_follow(&server->listener, &server->serving->plans[0]);
	server->handover = (struct handover){
	    .upgrades = 3,
	    .launch = &server->fake.launch,
	    .steering = &server->steering,
	    .listeners = &server->listener,
	    .listener_count = 1,
	    .state = &server->state,
	    .control = -1,
	    .asker = -1,
	    .asker_user = ASKER,
	    .serving = server->serving,
	};
}

static void
close_server(struct server *server)
{
	generation_drop(server->serving, false);
	listener_close(&server->listener);
	state_close(&server->state);
	steering_close(&server->steering);
	server->fake.config.listeners = NULL;
	server->fake.config.listener_count = 0;
	fake_view_close(&server->fake);
}

static void
hand_over(struct takeover *takeover, const struct server *server)
{
	struct handover_descriptors open;
	int memfd = handover_write(&server->handover, &open);

	ck_assert_int_ge(memfd, 0);
	/* three blocks, the folder, two images, and the memfd itself */
	ck_assert_uint_eq(open.count, 3 * (THREADS + 1) + 4);
	free(open.items);
	ck_assert_int_eq(takeover_open(takeover, memfd), 0);
	ck_assert_int_lt(fcntl(memfd, F_GETFD), 0);
}

static void
compare_listeners(const struct listener *was, const struct listener *is)
{
	ck_assert_uint_eq(is->block_count, was->block_count);
	ck_assert_uint_eq(is->threads, THREADS);
	ck_assert_int_eq(is->kind, STEERING_CLASSIC);
	ck_assert_int_eq(is->mute, was->mute);
	ck_assert_int_eq(is->listening, was->listening);
	for (size_t i = 0; i < was->block_count; i++) {
		ck_assert_str_eq(is->owners[i], was->owners[i]);
		ck_assert_int_eq(is->tcp[i], was->tcp[i]);
		for (size_t j = 0; j < THREADS; j++)
			ck_assert_int_eq(is->udp[i * THREADS + j],
			                 was->udp[i * THREADS + j]);
	}
}

START_TEST(the_next_one_has_what_the_one_before_had)
{
	struct server server;
	struct takeover takeover;
	struct listeners listeners = {0};
	struct steering steering;
	struct generation *serving;
	struct state state;
	uid_t asker;

	open_server(&server);
	hand_over(&takeover, &server);
	ck_assert_int_eq(takeover_check(&takeover, &server.fake.config), 0);
	ck_assert_uint_eq(takeover_upgrades(&takeover), 3);
	ck_assert_int_eq(takeover_asker(&takeover, &asker), -1);
	ck_assert_uint_eq(asker, ASKER);
	ck_assert_int_eq(takeover_control(&takeover), -1);

	steering_init(&steering, &server.fake.config);
	ck_assert_int_eq(takeover_listeners(&takeover, &listeners, &steering,
	                                    &server.fake.config),
	                 0);
	ck_assert_uint_eq(listeners.count, 1);
	compare_listeners(&server.listener, &listeners.items[0]);
	ck_assert_int_eq(
	    takeover_state(&takeover, &state, false, (uid_t)-1, (gid_t)-1), 0);
	ck_assert_str_eq(state.path, server.state.path);
	ck_assert_int_eq(state.lock, server.state.lock);
	ck_assert(state.temporary);

	serving = takeover_serving(&takeover, &server.fake.runtime, &listeners);
	ck_assert_ptr_nonnull(serving);
	ck_assert_uint_eq(generation_zones(serving), 3);
	ck_assert_str_eq(serving->views[0].report.name, in);
	ck_assert_str_eq(serving->views[1].report.hash,
	                 server.serving->views[1].report.hash);
	ck_assert(serving->views[1].report.external);
	ck_assert_int_eq(serving->views[1].image,
	                 server.serving->views[1].image);
	/* The descriptors are the first one's, which closes them. */
	takeover_close(&takeover);
	serving->view_count = 0;
	generation_drop(serving, false);
	free(state.path);
	free(listeners.items[0].udp);
	free(listeners.items[0].tcp);
	free(listeners.items[0].owners);
	free(listeners.items);
	steering_close(&steering);
	close_server(&server);
}
END_TEST

/* What would be lost or look different to others takes a stop and a start. */
START_TEST(what_has_changed_is_refused)
{
	struct server server;
	struct takeover takeover;
	struct config changed;
	char state[] = "/var/lib/mullion", control[] = "/run/socket";

	open_server(&server);
	hand_over(&takeover, &server);
	changed = server.fake.config;
	changed.threads++;
	ck_assert_int_eq(takeover_check(&takeover, &changed), ERR_REPORTED);
	changed = server.fake.config;
	changed.state = state;
	ck_assert_int_eq(takeover_check(&takeover, &changed), ERR_REPORTED);
	changed = server.fake.config;
	changed.control = control;
	ck_assert_int_eq(takeover_check(&takeover, &changed), ERR_REPORTED);
	/* a listener that is new and free, or gone, is no obstacle */
	changed = server.fake.config;
	changed.listener_count = 0;
	ck_assert_int_eq(takeover_check(&takeover, &changed), 0);
	takeover_close(&takeover);
	close_server(&server);
}
END_TEST

/* A text as it is, or with what one JSON text stands for set to another. */
static int
open_text(const struct server *server, const char *instead, const char *with)
{
	struct handover_descriptors open;
	struct takeover takeover;
	int memfd = handover_write(&server->handover, &open), altered, result;
	char text[8192] = "", *at;

	free(open.items);
	ck_assert_int_gt(read(memfd, text, sizeof(text) - 1), 0);
	close(memfd);
	at = strstr(text, instead);
	ck_assert_msg(at != NULL, "%s isn't in %s", instead, text);
	altered = memfd_create("handover", MFD_CLOEXEC);
	dprintf(altered, "%.*s%s%s", (int)(at - text), text, with,
	        at + strlen(instead));
	lseek(altered, 0, SEEK_SET);
	result = takeover_open(&takeover, altered);
	if (result == 0)
		takeover_close(&takeover);
	return result;
}

static const struct {
	const char *instead;
	const char *with;
	int result;
} altered[] = {
    {"{", "{", 0},
    {"{", "{\"new\": 1, ", 0},
    {"{", "", ERR_REPORTED},
    /* 1 knows no listener whose strangers are led away */
    {"\"format\": 2", "\"format\": 1", ERR_REPORTED},
    {"\"format\": 2", "\"format\": 3", ERR_REPORTED},
    {"\"format\": 2", "\"format\": true", ERR_REPORTED},
    {"\"log\": 2", "\"log\": 4", ERR_REPORTED},
    {"\"listeners\"", "\"others\"", ERR_REPORTED},
    {"\"views\": [{", "\"views\": [7, {", ERR_REPORTED},
    {"\"image\": ", "\"image\": 99999999999", ERR_REPORTED},
    {"\"view\": \"in\"", "\"view\": \"../in\"", ERR_REPORTED},
    {"\"view\": \"in\"", "\"view\": \"\"", ERR_REPORTED},
    {"\"owner\": \"in\"", "\"owner\": \"-\"", 0},
    {"\"owner\": \"in\"", "\"owner\": \"IN\"", ERR_REPORTED},
    {"\"owner\": \"in\"", "\"owner\": null", ERR_REPORTED},
    {"\"threads\": 2", "\"threads\": 3", ERR_REPORTED},
    {"\"threads\": 2", "\"threads\": 0", ERR_REPORTED},
    {"\"threads\": 2", "\"threads\": -1", ERR_REPORTED},
    {"\"udp\": [", "\"udp\": [1, ", ERR_REPORTED},
    {"\"kind\": 1", "\"kind\": 2", ERR_REPORTED},
    {"\"kind\": 1", "\"kind\": 3", ERR_REPORTED},
    {"\"steering\": null", "\"steering\": {}", ERR_REPORTED},
    {"\"state\": {", "\"state\": [], \"x\": {", ERR_REPORTED},
    {"\"processes\": []", "\"processes\": [{}]", ERR_REPORTED},
};

START_TEST(who_does_not_know_the_form_refuses_it)
{
	struct server server;

	open_server(&server);
	ck_assert_int_eq(
	    open_text(&server, altered[_i].instead, altered[_i].with),
	    altered[_i].result);
	close_server(&server);
}
END_TEST

/* Else the fuzzer would see no more than that they are refused. */
START_TEST(the_seeds_of_its_fuzzer_have_the_form)
{
	static const char *const seeds[] = {"test/seeds/takeover/shared",
	                                    "test/seeds/takeover/looked_up"};
	struct takeover takeover;

	for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
		int seed = open(seeds[i], O_RDONLY | O_CLOEXEC);

		ck_assert_msg(seed >= 0, "%s isn't there", seeds[i]);
		ck_assert_int_eq(takeover_open(&takeover, seed), 0);
		takeover_close(&takeover);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("takeover");
	TCase *c = tcase_create("takeover");

	tcase_add_test(c, the_next_one_has_what_the_one_before_had);
	tcase_add_test(c, what_has_changed_is_refused);
	tcase_add_loop_test(c, who_does_not_know_the_form_refuses_it, 0,
	                    sizeof(altered) / sizeof(altered[0]));
	tcase_add_test(c, the_seeds_of_its_fuzzer_have_the_form);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
