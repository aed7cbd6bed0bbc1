/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "test/unit.h"
#include "zones/export/mesh_labels.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

enum { SERVICES = 3 };

static struct arena *arena;

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

/* Services by what stands for them: "app=a,tier=b 10.0.0.1,10.0.0.2". */
static const struct {
	const char *services[SERVICES];
	const char *why[SERVICES]; /* a part of it, or NULL */
} cases[] = {
    /* apart */
    {{"app=a 10.0.0.1", "app=b 10.0.0.2"}, {NULL, NULL}},
    /* none, which would be every pod */
    {{" 10.0.0.1", "app=b 10.0.0.2"}, {"no labels", NULL}},
    /* the same pods with two services */
    {{"app=a 10.0.0.1,10.0.0.2", "app=a 10.0.0.1,10.0.0.2"}, {NULL, NULL}},
    /* the same labels, other pods */
    {{"app=a 10.0.0.1", "app=a 10.0.0.2"}, {"10.0.0.2", "10.0.0.1"}},
    /* fewer labels select more pods */
    {{"app=a 10.0.0.1", "app=a,tier=b 10.0.0.2"}, {"10.0.0.2", NULL}},
    {{"app=a 10.0.0.1,10.0.0.2", "app=a,tier=b 10.0.0.2"}, {NULL, NULL}},
    {{"app=a,tier=a 10.0.0.1", "app=a,tier=b 10.0.0.2"}, {NULL, NULL}},
    /* a pod has the labels of all that is there */
    {{"app=a,role=k 10.0.0.1", "app=a 10.0.0.2,10.0.0.1", "role=k 10.0.0.2"},
     {"10.0.0.2", NULL, "10.0.0.1"}},
    /* no pod has both */
    {{"app=a 10.0.0.1", "app=b 10.0.0.1"}, {"label app", "label app"}},
    {{"app=a 10.0.0.1", "role=b 10.0.0.1"}, {NULL, NULL}},
};

static size_t
parse_labels(struct service_label **labels, char *text)
{
	char *rest = NULL;
	size_t count = 0;

	*labels = NULL;
	for (char *word = strtok_r(text, ",", &rest); word != NULL;
	     word = strtok_r(NULL, ",", &rest)) {
		char *equals = strchr(word, '=');

		*equals = '\0';
		*labels = arena_grow(arena, *labels, count, sizeof(**labels));
		(*labels)[count++] = (struct service_label){word, equals + 1};
	}
	return count;
}

static size_t
parse_addresses(struct net_address **addresses, char *text)
{
	char *rest = NULL;
	size_t count = 0;

	*addresses = NULL;
	for (char *word = strtok_r(text, ",", &rest); word != NULL;
	     word = strtok_r(NULL, ",", &rest)) {
		*addresses =
		    arena_grow(arena, *addresses, count, sizeof(**addresses));
		ck_assert_int_eq(
		    net_address_from_text(&(*addresses)[count++], word), 0);
	}
	return count;
}

static void
parse(struct mesh_service *into, const char *text, unsigned number)
{
	struct service *service = arena_alloc(arena, sizeof(*service));
	struct net_address *addresses;
	char *copy = arena_string(arena, text);
	char *blank = strchr(copy, ' ');

	*blank = '\0';
	service->id = arena_format(arena, "service-%u", number);
	service->label_count = parse_labels(&service->labels, copy);
	into->service = service;
	into->address_count = parse_addresses(&addresses, blank + 1);
	into->addresses = addresses;
}

START_TEST(labels_select_what_they_should_or_are_refused)
{
	struct mesh_service services[SERVICES] = {0};
	const struct mesh_labels *labels;
	size_t count = 0;

	for (; count < SERVICES && cases[_i].services[count] != NULL; count++)
		parse(&services[count], cases[_i].services[count],
		      (unsigned)count);
	labels = mesh_labels_new(arena, services, count);
	for (size_t i = 0; i < count; i++) {
		const char *why = mesh_labels_why(labels, &services[i]);
		const char *wanted = cases[_i].why[i];

		if (wanted == NULL)
			ck_assert_pstr_eq(why, NULL);
		else
			ck_assert_msg(why != NULL
			                  && strstr(why, wanted) != NULL,
			              "%zu: %s", i, why == NULL ? "" : why);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("mesh_labels");
	TCase *t = tcase_create("mesh_labels");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, labels_select_what_they_should_or_are_refused, 0,
	                    COUNT(cases));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
