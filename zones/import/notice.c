/* SPDX-License-Identifier: ISC */
#include "zones/import/notice.h"

#include <stdarg.h>

#include "zones/progress.h"

enum { ERRORS_MOST = 100 };

static void
print(struct notices *notices, struct spot spot, bool error, const char *rule,
      const char *format, va_list arguments)
{
	if (error && notices->errors++ > ERRORS_MOST)
		return;
	if (!error)
		notices->warnings++;
	progress_end();
	fprintf(notices->out, "%s:%zu:%zu: %s: ", spot.path, spot.line,
	        spot.column, error ? "error" : "warning");
	vfprintf(notices->out, format, arguments);
	if (rule != NULL)
		fprintf(notices->out, " [%s]", rule);
	putc('\n', notices->out);
}

void
notice_error(struct notices *notices, struct spot spot, const char *rule,
             const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print(notices, spot, true, rule, format, arguments);
	va_end(arguments);
}

void
notice_warning(struct notices *notices, struct spot spot, const char *format,
               ...)
{
	va_list arguments;

	va_start(arguments, format);
	print(notices, spot, notices->strict, NULL, format, arguments);
	va_end(arguments);
}

bool
notice_too_many(const struct notices *notices)
{
	return notices->errors >= ERRORS_MOST;
}
