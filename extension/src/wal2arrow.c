/*
 * wal2arrow.c
 *		Logical decoding output plugin: changes as Apache Arrow.
 *
 * These are the callbacks only. A change goes relation_get → row_append into
 * the relation's open batch; frame_flush writes the batches of all relations.
 */
#include "compat.h"

#include "coalesce.h"
#include "encoder.h"
#include "fmgr.h"
#include "frame.h"
#include "relation.h"
#include "replication/output_plugin.h"
#include "row.h"
#include "session.h"
#include "utils/rel.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_output_plugin_init(OutputPluginCallbacks *cb);

/* As often as pgoutput does: see "wal_sender_timeout" in its history. */
#define KEEP_ALIVE_EVERY 100

static void
on_startup(LogicalDecodingContext *ctx, OutputPluginOptions *output, bool is_init)
{
	Session    *session;

	output->output_type = OUTPUT_PLUGIN_BINARY_OUTPUT;
	ctx->streaming = false;
	ctx->twophase = false;

	/* Creating a slot decodes nothing, and gets no options. */
	if (is_init)
		return;
	session = session_start(ctx, ctx->output_plugin_options);
	ctx->output_plugin_private = session;
	coalesce_start(session);
}

static void
on_shutdown(LogicalDecodingContext *ctx)
{
	if (ctx->output_plugin_private != NULL)
		session_end(ctx->output_plugin_private);
}

static void
on_begin(LogicalDecodingContext *ctx, ReorderBufferTXN *txn)
{
	Session    *session = ctx->output_plugin_private;

	session->xid = txn->xid;
	session->end_lsn = txn->end_lsn;
	session->commit_time = unix_microseconds(W2A_COMMIT_TIME(txn));
	session->seq = 0;
}

/*
 * Counts a change, asked for or not: its number must be the same whatever a
 * client filters. The first is 1.
 */
static void
count_change(Session *session)
{
	session->seq++;
	if (W2A_MUST_KEEP_ALIVE && ++session->changes_since_write >= KEEP_ALIVE_EVERY)
	{
		OutputPluginUpdateProgress(session->ctx, false);
		session->changes_since_write = 0;
	}
}

static bool
is_full(const Session *session)
{
	return session->held_rows >= session->options.max_batch_rows ||
		session->held_bytes >= session->options.max_batch_bytes;
}

/* Cuts a large transaction between two changes. */
static void
flush_if_full(Session *session)
{
	if (is_full(session))
		frame_flush(session, false);
}

static void
on_change(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, Relation relation, ReorderBufferChange *change)
{
	Session    *session = ctx->output_plugin_private;
	RelationState *state;
	HeapTuple	new_tuple;
	HeapTuple	old_tuple;

	count_change(session);
	state = relation_get(session, relation);
	if (state == NULL)
		return;
	new_tuple = W2A_NEW_TUPLE(change);
	old_tuple = W2A_OLD_TUPLE(change);

	switch (change->action)
	{
		case REORDER_BUFFER_CHANGE_INSERT:
			if (!state->actions.pubinsert)
				return;
			row_append(session, state, relation, ROW_INSERT, new_tuple, NULL);
			break;

		case REORDER_BUFFER_CHANGE_UPDATE:
			if (!state->actions.pubupdate)
				return;
			if (old_tuple != NULL)
				row_append(session, state, relation, ROW_OLD_IMAGE, old_tuple, NULL);
			row_append(session, state, relation, ROW_UPDATE, new_tuple,
					   state->generation->has_full_identity ? old_tuple : NULL);
			break;

		case REORDER_BUFFER_CHANGE_DELETE:
			if (!state->actions.pubdelete)
				return;
			row_append(session, state, relation, ROW_DELETE, old_tuple, NULL);
			break;

		default:
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("wal2arrow got a change of unknown kind %d", change->action)));
	}
	flush_if_full(session);
}

static void
on_truncate(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, int nrelations, Relation relations[],
		 ReorderBufferChange *change)
{
	Session    *session = ctx->output_plugin_private;

	count_change(session);
	for (int i = 0; i < nrelations; i++)
	{
		RelationState *state = relation_get(session, relations[i]);

		if (state != NULL && state->actions.pubtruncate)
			row_append(session, state, relations[i], ROW_TRUNCATE, NULL, NULL);
	}
	flush_if_full(session);
}

static void
on_commit(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, XLogRecPtr commit_lsn)
{
	Session    *session = ctx->output_plugin_private;

	session->finished_lsn = txn->end_lsn;
	if (is_full(session) || !coalesce_may_hold(session))
		frame_flush(session, true);
}

/* A message takes a number among the changes, so that theirs stay the same. */
static void
on_message(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, XLogRecPtr lsn, bool transactional,
		const char *prefix, Size size, const char *content)
{
	if (transactional)
		count_change(ctx->output_plugin_private);
}

void
_PG_output_plugin_init(OutputPluginCallbacks *cb)
{
	cb->startup_cb = on_startup;
	cb->begin_cb = on_begin;
	cb->change_cb = on_change;
	cb->truncate_cb = on_truncate;
	cb->commit_cb = on_commit;
	cb->message_cb = on_message;
	cb->shutdown_cb = on_shutdown;
}
