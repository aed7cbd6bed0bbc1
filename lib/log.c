/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/log.h"

enum { LOG_LINE = 1024 }; /* octets of a line; what is longer is cut */

static const char *who = "mullion";
static enum log_level limit = LOG_INFO;

void
log_name(const char *name)
{
	who = name;
}

void
log_limit(enum log_level level)
{
	__atomic_store_n(&limit, level, __ATOMIC_RELAXED);
}

/* A line is one entry: what a client or a file put into it can't begin
 * another one, nor send a terminal its escapes. */
static void
make_printable(char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			text[i] = '?';
}

/* Octets that snprintf wrote to room octets, its NUL not counted. */
static size_t
written(int said, size_t room)
{
	if (said < 0)
		return 0;
	return (size_t)said < room ? (size_t)said : room - 1;
}

static void
write_line(enum log_level level, const char *format, va_list arguments)
{
	static const char *const names[] = {
	    [LOG_ERROR] = "error",
	    [LOG_WARNING] = "warning",
	    [LOG_INFO] = "info",
	    [LOG_DEBUG] = "debug",
	};
	char line[LOG_LINE];
	size_t room = sizeof(line) - 1; /* the newline's octet kept */
	int saved = errno;
	size_t length;

	if (level > __atomic_load_n(&limit, __ATOMIC_RELAXED))
		return;
	length =
	    written(snprintf(line, room, "%s %s: ", names[level], who), room);
	length +=
	    written(vsnprintf(line + length, room - length, format, arguments),
	            room - length);
	make_printable(line, length);
	line[length++] = '\n';
	/* Whoever closed standard error doesn't want to know. */
	while (write(STDERR_FILENO, line, length) < 0 && errno == EINTR)
		;
	errno = saved;
}

void
log_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	write_line(LOG_ERROR, format, arguments);
	va_end(arguments);
}

void
log_warning(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	write_line(LOG_WARNING, format, arguments);
	va_end(arguments);
}

void
log_info(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	write_line(LOG_INFO, format, arguments);
	va_end(arguments);
}

void
log_debug(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	write_line(LOG_DEBUG, format, arguments);
	va_end(arguments);
}
