/*
 * session.c
 *		All state of one decoding session.
 */
#include "session.h"

#include "access/xact.h"
#include "relation.h"
#include "replication/slot.h"
#include "streaming.h"
#include "utils/guc.h"
#include "utils/memutils.h"

/*
 * Invalidation callbacks can't be unregistered and get no context, so they find
 * the session here. The reset callback below clears it however decoding ends.
 */
static Session *current_session = NULL;

Session *
session_current(void)
{
	return current_session;
}

static void
forget_session(void *session)
{
	if (current_session == session)
		current_session = NULL;
}

/*
 * Text output must not depend on who configured the server or the role. Inside
 * a transaction (the SQL functions) the settings go back when decoding ends or
 * fails; a walsender is in none and does nothing else but decode.
 */
static void
pin_text_output(Session *session)
{
	static const char *const settings[][2] = {
		{"DateStyle", "ISO, YMD"},
		{"IntervalStyle", "postgres"},
		{"bytea_output", "hex"},
		{"extra_float_digits", "3"},
		{"quote_all_identifiers", "off"},
		{"TimeZone", "UTC"},
		{"search_path", "pg_catalog"},
	};

	if (IsTransactionState())
		session->guc_nest_level = NewGUCNestLevel();
	for (int i = 0; i < lengthof(settings); i++)
		(void) set_config_option(settings[i][0], settings[i][1], PGC_USERSET, PGC_S_SESSION,
								 session->guc_nest_level ? GUC_ACTION_SAVE : GUC_ACTION_SET,
								 true, 0, false);
}

void
session_end(Session *session)
{
	if (session->guc_nest_level)
		AtEOXact_GUC(false, session->guc_nest_level);
}

Session *
session_start(LogicalDecodingContext *ctx, List *options)
{
	MemoryContext context = AllocSetContextCreate(ctx->context, "wal2arrow session",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	Session    *session = palloc0(sizeof(Session));
	MemoryContextCallback *on_reset = palloc0(sizeof(MemoryContextCallback));

	session->ctx = ctx;
	session->context = context;
	session->row_context = AllocSetContextCreate(context, "wal2arrow row", ALLOCSET_DEFAULT_SIZES);
	session->stated_lsn = ctx->slot->data.confirmed_flush;
	session->tuple_context = AllocSetContextCreate(context, "wal2arrow tuples", ALLOCSET_DEFAULT_SIZES);
	options_parse(&session->options, options);
	dlist_init(&session->pending);
	relation_cache_init(session);
	streaming_init(session);

	on_reset->func = forget_session;
	on_reset->arg = session;
	MemoryContextRegisterResetCallback(context, on_reset);
	current_session = session;

	pin_text_output(session);
	MemoryContextSwitchTo(old);
	return session;
}
