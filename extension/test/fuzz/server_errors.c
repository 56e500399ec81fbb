/*
 * server_errors.c
 *		ereport, which ends what server_try runs; and interrupts, which never come.
 */
#include "fuzz.h"
#include "server.h"

#include "miscadmin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* The C library's own, of which AddressSanitizer checks the arguments. */
#undef vsnprintf

static sigjmp_buf *handler;
static ServerError current;

volatile sig_atomic_t InterruptPending;

void
ProcessInterrupts(void)
{
}

bool
server_try(void (*body) (void *), void *argument, ServerError *error)
{
	sigjmp_buf	here;
	sigjmp_buf *outer = handler;
	MemoryContext context = CurrentMemoryContext;

	if (sigsetjmp(here, 0) == 0)
	{
		handler = &here;
		body(argument);
		handler = outer;
		return true;
	}
	handler = outer;
	CurrentMemoryContext = context;
	*error = current;
	return false;
}

void
require_good_error(const ServerError *error)
{
	REQUIRE(error->sqlstate != 0 && error->sqlstate != ERRCODE_INTERNAL_ERROR, "error \"%s\" has no code", error->message);
	REQUIRE(error->message[0] != '\0', "an error has no message");
	REQUIRE(error->message[0] < 'A' || error->message[0] > 'Z' || strncmp(error->message, "Arrow", 5) == 0,
			"message \"%s\" has a capital", error->message);
	if (error->detail[0] != '\0')
		REQUIRE(error->detail[strlen(error->detail) - 1] == '.', "detail \"%s\" is no sentence", error->detail);
	if (error->hint[0] != '\0')
		REQUIRE(error->hint[strlen(error->hint) - 1] == '.', "hint \"%s\" is no sentence", error->hint);
}

bool
errstart(int level, const char *domain)
{
	REQUIRE(level >= ERROR, "level %d is not expected of the encoders", level);
	memset(&current, 0, sizeof(current));
	return true;
}

bool
errstart_cold(int level, const char *domain)
{
	return errstart(level, domain);
}

int
errcode(int sqlstate)
{
	current.sqlstate = sqlstate;
	return 0;
}

#define FORMAT_INTO(field) \
	do { \
		va_list		args; \
		va_start(args, format); \
		vsnprintf(current.field, sizeof(current.field), format, args); \
		va_end(args); \
		return 0; \
	} while (0)

int
errmsg(const char *format,...)
{
	FORMAT_INTO(message);
}

int
errmsg_internal(const char *format,...)
{
	FORMAT_INTO(message);
}

int
errdetail(const char *format,...)
{
	FORMAT_INTO(detail);
}

int
errhint(const char *format,...)
{
	FORMAT_INTO(hint);
}

void
errfinish(const char *file, int line, const char *function)
{
	REQUIRE(handler != NULL, "error \"%s\" at %s:%d has no handler", current.message, file, line);
	siglongjmp(*handler, 1);
}

#if PG_VERSION_NUM >= 160000
void
ExceptionalCondition(const char *condition, const char *file, int line)
{
	require_failed(file, line, condition, "it is asserted");
}
#else
void
ExceptionalCondition(const char *condition, const char *type, const char *file, int line)
{
	require_failed(file, line, condition, "it is asserted");
}
#endif
