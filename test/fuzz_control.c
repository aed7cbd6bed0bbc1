/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/control_request.h"

/*
 * A request over the control socket, on any octets: what is taken is of its
 * form, and what isn't has a reason.
 */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static void
expect(bool claim)
{
	if (!claim)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct control_request request;
	uint8_t name[DNAME_MAX];
	char why[CONTROL_WHY] = "";
	int result;

	if (size > CONTROL_REQUEST)
		return 0;
	result =
	    control_request_read(&request, (const char *)octets, size, why);
	if (result < 0) {
		expect(*why != '\0' && strlen(why) < CONTROL_WHY);
		return 0;
	}
	expect(request.command <= CONTROL_UPGRADE);
	expect(!request.force || request.command == CONTROL_RELOAD);
	expect(!request.leveled || request.level <= LOG_DEBUG);
	expect(*request.view == '\0' || view_name_valid(request.view));
	expect(
	    *request.zone == '\0'
	    || dname_from_text(name, request.zone, strlen(request.zone), NULL)
		   > 0);
	return 0;
}
