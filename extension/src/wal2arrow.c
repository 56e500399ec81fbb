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
#include "access/tupconvert.h"
#include "catalog/pg_class.h"
#include "fmgr.h"
#include "frame.h"
#include "message.h"
#include "miscadmin.h"
#include "relation.h"
#include "replication/origin.h"
#include "replication/output_plugin.h"
#include "row.h"
#include "session.h"
#include "streaming.h"
#include "utf8.h"
#include "utils/rel.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_output_plugin_init(OutputPluginCallbacks *cb);

/* As often as pgoutput keeps the connection alive: see "wal_sender_timeout" in its history. */
#define LOOK_AROUND_EVERY 100

/* Bytes of a change that is not mixed with others. */
#define GIANT_CHANGE (16 * 1024 * 1024)

static bool
on_filter_origin(LogicalDecodingContext *ctx, RepOriginId origin)
{
	return origin != InvalidRepOriginId;
}

static void
on_startup(LogicalDecodingContext *ctx, OutputPluginOptions *output, bool is_init)
{
	Session    *session;

	output->output_type = OUTPUT_PLUGIN_BINARY_OUTPUT;
	ctx->twophase = false;
	utf8_check_database();

	/* Creating a slot decodes nothing, and gets no options. */
	if (is_init)
	{
		ctx->streaming = false;
		return;
	}
	session = session_start(ctx, ctx->output_plugin_options);
	ctx->output_plugin_private = session;
	ctx->streaming = session->options.streaming;
	/* Not for everybody, because the server asks it of every record. */
	if (session->options.only_local)
		ctx->callbacks.filter_by_origin_cb = on_filter_origin;
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
 * What must not wait for the end of a long transaction: the connection, and the
 * rows of those before it.
 */
static void
look_around(Session *session)
{
	session->changes_since_look = 0;
	if (W2A_MUST_KEEP_ALIVE)
		OutputPluginUpdateProgress(session->ctx, false);
	if (session->finished_lsn > session->stated_lsn && coalesce_is_late(session))
		frame_flush(session, false);
}

/*
 * Counts a change, asked for or not: its number must be the same whatever a
 * client filters. The first is 1. Of a transaction in progress neither the end
 * nor the commit time is known.
 */
static void
count_change(Session *session, const ReorderBufferTXN *change_txn)
{
	if (session->stream != NULL)
	{
		session->xid = change_txn->xid;
		session->end_lsn = InvalidXLogRecPtr;
		session->commit_time = 0;
		session->seq = streaming_count(session, change_txn->xid);
	}
	else
		session->seq++;

	if (++session->changes_since_look >= LOOK_AROUND_EVERY)
		look_around(session);
}

/* After each change, so that large transactions are cut between two of them. */
static void
flush_if_full(Session *session)
{
	if (session->held_rows >= session->options.max_batch_rows ||
		session->held_bytes >= session->options.max_batch_bytes)
		frame_flush(session, false);
}

static HeapTuple
converted(Session *session, TupleConversionMap *conversion, HeapTuple tuple)
{
	MemoryContext old;

	if (likely(conversion == NULL) || tuple == NULL)
		return tuple;
	/* Lives until the row has been appended. */
	old = MemoryContextSwitchTo(session->tuple_context);
	tuple = execute_attr_map_tuple(tuple, conversion);
	MemoryContextSwitchTo(old);
	return tuple;
}

/* Names the table in whatever goes wrong with a change of it. */
static void
change_context(void *generation)
{
	errcontext("encoding a change of table %s, which the option \"tables\" can leave out",
			   ((const Generation *) generation)->name);
}

static void
append_images(Session *session, const ChangeTarget *target, Relation relation, ReorderBufferChange *change)
{
	ErrorContextCallback context = {
		.previous = error_context_stack,
		.callback = change_context,
		.arg = target->state->generation
	};
	HeapTuple	new_tuple = converted(session, target->conversion, W2A_NEW_TUPLE(change));
	HeapTuple	old_tuple = converted(session, target->conversion, W2A_OLD_TUPLE(change));

	error_context_stack = &context;
	switch (change->action)
	{
		case REORDER_BUFFER_CHANGE_INSERT:
			if (target->actions.pubinsert)
				row_append(session, target->state, target->desc, ROW_INSERT, new_tuple, NULL);
			break;

		case REORDER_BUFFER_CHANGE_UPDATE:
			if (!target->actions.pubupdate)
				break;
			if (old_tuple != NULL)
				row_append(session, target->state, target->desc, ROW_OLD_IMAGE, old_tuple, NULL);
			row_append(session, target->state, target->desc, ROW_UPDATE, new_tuple,
					   relation->rd_rel->relreplident == REPLICA_IDENTITY_FULL ? old_tuple : NULL);
			break;

		case REORDER_BUFFER_CHANGE_DELETE:
			if (target->actions.pubdelete)
				row_append(session, target->state, target->desc, ROW_DELETE, old_tuple, NULL);
			break;

		default:
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("wal2arrow got a change of unknown kind %d", change->action)));
	}
	if (target->conversion != NULL)
		MemoryContextReset(session->tuple_context);
	error_context_stack = context.previous;
}

/*
 * A giant change gets a message of its own: whether it fits then depends on nothing else,
 * and if it is refused, all before it has been sent. How large a change is shows only once it
 * has been appended. Sets `rows` to what the relation held before.
 */
static void
append_change(Session *session, const ChangeTarget *target, Relation relation, ReorderBufferChange *change,
			  volatile int64 *rows)
{
	RelationState *state = target->state;
	Size		bytes = session->held_bytes;
	XLogRecPtr	last_lsn = state->last_lsn;

	*rows = state->rows;
	append_images(session, target, relation, change);
	if (likely(bytes == 0 || session->held_bytes - bytes < GIANT_CHANGE))
		return;
	row_take_back(session, state, *rows);
	state->last_lsn = last_lsn;
	frame_flush(session, false);
	*rows = state->rows;
	append_images(session, target, relation, change);
}

static void
on_change(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, Relation relation, ReorderBufferChange *change)
{
	Session    *session = ctx->output_plugin_private;
	ChangeTarget target;
	int64		rows;

	count_change(session, change->txn);
	target = relation_get(session, relation, change->action != REORDER_BUFFER_CHANGE_INSERT);
	if (target.state == NULL)
		return;
	append_change(session, &target, relation, change, &rows);
	flush_if_full(session);
}

/*
 * A transaction in progress can be rolled back while its changes are decoded; the
 * server learns it from an error in the middle of a catalog look-up, and goes on.
 * So nothing half done may be left behind.
 */
static void
on_stream_change(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, Relation relation, ReorderBufferChange *change)
{
	Session    *session = ctx->output_plugin_private;
	RelationState *volatile state = NULL;
	volatile int64 rows = 0;

	PG_TRY();
	{
		ChangeTarget target;

		count_change(session, change->txn);
		target = relation_get(session, relation, change->action != REORDER_BUFFER_CHANGE_INSERT);
		if (target.state != NULL)
		{
			rows = target.state->rows;
			state = target.state;
			append_change(session, &target, relation, change, &rows);
		}
	}
	PG_CATCH();
	{
		if (state != NULL)
			row_take_back(session, state, rows);
		PG_RE_THROW();
	}
	PG_END_TRY();
	flush_if_full(session);
}

static void
on_truncate(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, int nrelations, Relation relations[],
			ReorderBufferChange *change)
{
	Session    *session = ctx->output_plugin_private;

	count_change(session, change->txn);
	for (int i = 0; i < nrelations; i++)
	{
		ChangeTarget target;

		CHECK_FOR_INTERRUPTS();
		target = relation_get(session, relations[i], false);
		/* The truncate of one partition is none of its root, which is named if it is. */
		if (target.state != NULL && target.actions.pubtruncate &&
			target.state->relid == RelationGetRelid(relations[i]))
			row_append(session, target.state, target.desc, ROW_TRUNCATE, NULL, NULL);
	}
	flush_if_full(session);
}

static void
on_commit(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, XLogRecPtr commit_lsn)
{
	Session    *session = ctx->output_plugin_private;

	session->finished_lsn = txn->end_lsn;
	if (!coalesce_may_hold(session))
		frame_flush(session, true);
}

/*
 * A message takes a number among the changes, sent or not. Outside of a
 * transaction it is sent where it stands in the WAL.
 */
static void
on_message(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, XLogRecPtr lsn, bool transactional,
		   const char *prefix, Size size, const char *content)
{
	Session    *session = ctx->output_plugin_private;

	if (transactional)
		count_change(session, txn);
	else
	{
		session->xid = 0;
		session->end_lsn = lsn;
		session->commit_time = 0;
		session->seq = 0;
	}
	if (!session->options.messages)
		return;
	if (size >= GIANT_CHANGE)
		frame_flush(session, false);
	message_append(session, transactional, prefix, content, size);
	if (transactional || coalesce_may_hold(session))
		flush_if_full(session);
	else
		frame_flush(session, true);
}

static void
on_stream_start(LogicalDecodingContext *ctx, ReorderBufferTXN *txn)
{
	streaming_start(ctx->output_plugin_private, W2A_TOP_XID(txn));
}

static void
on_stream_stop(LogicalDecodingContext *ctx, ReorderBufferTXN *txn)
{
	streaming_stop(ctx->output_plugin_private);
}

/*
 * PostgreSQL 18 calls this even where streaming is off, for a subtransaction of a
 * large transaction that was rolled back; also while a slot is being created,
 * where there is no session.
 */
static void
on_stream_abort(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, XLogRecPtr lsn)
{
	if (ctx->output_plugin_private == NULL)
		return;
	streaming_abort(ctx->output_plugin_private, W2A_TOP_XID(txn), txn->xid, lsn);
}

static void
on_stream_commit(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, XLogRecPtr commit_lsn)
{
	streaming_commit(ctx->output_plugin_private, txn->xid, txn->end_lsn,
					 unix_microseconds(W2A_COMMIT_TIME(txn)));
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

	cb->stream_start_cb = on_stream_start;
	cb->stream_stop_cb = on_stream_stop;
	cb->stream_abort_cb = on_stream_abort;
	cb->stream_commit_cb = on_stream_commit;
	cb->stream_change_cb = on_stream_change;
	cb->stream_message_cb = on_message;
	cb->stream_truncate_cb = on_truncate;
}
