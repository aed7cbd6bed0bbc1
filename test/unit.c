/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "test/unit.h"

static int
run(SRunner *runner)
{
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
unit_run(Suite *suite)
{
	return run(srunner_create(suite));
}

int
unit_run_apart(Suite *suite)
{
	SRunner *runner = srunner_create(suite);

	srunner_set_fork_status(runner, CK_FORK);
	return run(runner);
}
