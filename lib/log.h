/* SPDX-License-Identifier: ISC */
#ifndef MULLION_LOG_H
#define MULLION_LOG_H

/*
 * Lines on standard error, "LEVEL WHO: TEXT", written with one write(2) each
 * so that those of several processes don't mix. WHO is the program, or the
 * view that a worker serves.
 */
enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* Names the process in its lines. The text is kept by reference. */
void log_name(const char *who);

/* Lines above this level are dropped; LOG_INFO at start. Other threads may be
 * logging meanwhile. */
void log_limit(enum log_level level);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
