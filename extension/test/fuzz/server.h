/*
 * server.h
 *		Stands in for the server around the extension's sources: memory contexts,
 *		errors, strings, lists, encodings, a catalog of types.
 *
 * Every allocation is a malloc of exactly its size, so that AddressSanitizer sees
 * an access behind it, and is filled with junk, so that what is read without having
 * been written is wrong. A server lives for one input.
 */
#ifndef W2A_FUZZ_SERVER_H
#define W2A_FUZZ_SERVER_H

#include "postgres.h"
#include "access/htup.h"
#include "access/tupdesc.h"
#include "utils/memutils.h"
#include "utils/relcache.h"

extern void server_start(void);
extern void server_stop(void);

/* server_memory.c */

/* From now on the n-th allocation fails, once; 0 = none does. */
extern void server_fail_allocation(int n);
/* Allocations in this context are a failure of the test; NULL = none are. */
extern void server_forbid_allocations(MemoryContext context);

/* server_errors.c */
typedef struct ServerError
{
	int			sqlstate;
	char		message[512];
	char		detail[512];
	char		hint[512];
} ServerError;

/* Runs body; false, and the error, where it ended in one. CurrentMemoryContext is put back. */
extern bool server_try(void (*body) (void *), void *argument, ServerError *error);

/* What every error that a client can see has to have. */
extern void require_good_error(const ServerError *error);

/* server_encoding.c */
extern void server_set_encoding(int encoding);

/* A text in UTF-8 as the README promises it, written without a look at utf8.c. */
extern char *expected_utf8(const char *s, Size len, Size *utf8_len);

/* A name likewise, which in SQL_ASCII databases has escapes of its own. */
extern char *expected_name(const char *s);

/* Random text that the encoding allows, if not one that UTF-8 has a character for everywhere. */
extern char *choose_server_text(int chars, Size *len);

#endif							/* W2A_FUZZ_SERVER_H */
