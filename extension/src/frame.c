/*
 * frame.c
 *		Writes what is held to the client.
 *
 * A frame is a 32-byte header and an Arrow IPC message; with format 'ipc' a
 * payload is one relation's complete Arrow stream instead, for clients that
 * know nothing of frames.
 */
#include "frame.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "relation.h"
#include "replication/output_plugin.h"
#include "streaming.h"

StaticAssertDecl(sizeof(FrameHeader) == 32, "frame header is 32 bytes on the wire");

const char *
frame_kind_name(uint8 kind)
{
	switch (kind)
	{
		case FRAME_SCHEMA:
			return "schema";
		case FRAME_BATCH:
			return "batch";
		case FRAME_PROGRESS:
			return "progress";
		case FRAME_STREAM_COMMIT:
			return "stream commit";
		case FRAME_STREAM_ABORT:
			return "stream abort";
		default:
			return "unknown";
	}
}

/* Takes n bytes at the end of the output; the caller fills them. */
static char *
reserve(StringInfo out, Size n)
{
	char	   *at;

	if (n > PG_INT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a batch of %zu bytes does not fit into a message", n),
				 errhint("Lower the option \"max_batch_bytes\".")));
	enlargeStringInfo(out, (int) n);
	at = out->data + out->len;
	out->len += (int) n;
	return at;
}

static void
write_header(StringInfo out, const FrameHeader *header)
{
	FrameHeader *to = (FrameHeader *) reserve(out, sizeof(FrameHeader));

	memcpy(to, header, sizeof(FrameHeader));
	memcpy(to->magic, FRAME_MAGIC, sizeof(to->magic));
}

static void
write_schema(StringInfo out, const RelationState *state)
{
	const ArrowMessage *schema = &state->generation->schema;

	memcpy(reserve(out, schema->len), schema->bytes, schema->len);
}

/* Patches the batch's numbers into the template; returns the body's length. */
static int64
fill_template(Generation *generation, int64 rows)
{
	ArrowBatchTemplate *batch = &generation->batch;
	char	   *message = batch->message.bytes;
	ArrowFieldNode *node = (ArrowFieldNode *) (message + batch->nodes_at);
	ArrowBuffer *buffer = (ArrowBuffer *) (message + batch->buffers_at);
	int64		body_length = 0;

	for (int i = 0; i < generation->nfields; i++)
		column_describe(&generation->columns[i], rows, &node, &buffer, &body_length);
	memcpy(message + batch->rows_at, &rows, sizeof(rows));
	memcpy(message + batch->body_length_at, &body_length, sizeof(body_length));
	return body_length;
}

static void
write_batch(StringInfo out, const RelationState *state, int64 body_length)
{
	const Generation *generation = state->generation;
	const ArrowMessage *message = &generation->batch.message;
	char	   *to = reserve(out, message->len + body_length);

	memcpy(to, message->bytes, message->len);
	to += message->len;
	for (int i = 0; i < generation->nfields; i++)
		to = column_write(&generation->columns[i], state->rows, to);
	Assert(to == out->data + out->len);
}

static void
reset_batch(Session *session, RelationState *state)
{
	Generation *generation = state->generation;

	for (int i = 0; i < generation->nfields; i++)
		column_reset(&generation->columns[i], state->rows, 2 * (Size) session->options.max_batch_bytes);
	state->rows = 0;
}

static void
write_progress(Session *session, StringInfo out)
{
	if (session->finished_lsn <= session->stated_lsn)
		return;
	write_header(out, &(FrameHeader) {.kind = FRAME_PROGRESS, .position = session->finished_lsn});
	session->stated_lsn = session->finished_lsn;
}

static void
write_frames(Session *session, StringInfo out)
{
	dlist_iter	iter;

	dlist_foreach(iter, &session->pending)
	{
		RelationState *state = dlist_container(RelationState, pending_node, iter.cur);
		int64		body_length = fill_template(state->generation, state->rows);
		FrameHeader header = {
			.relation = state->number,
			.generation = state->generation_number,
			.position = state->last_lsn
		};

		if (session->stream != NULL)
		{
			header.flags = FLAG_IN_PROGRESS;
			header.position = session->stream->xid;
		}
		if (!state->schema_sent)
		{
			header.kind = FRAME_SCHEMA;
			header.body_length = (uint32) state->generation->schema.len;
			write_header(out, &header);
			write_schema(out, state);
			state->schema_sent = true;
		}
		header.kind = FRAME_BATCH;
		header.rows = (uint32) state->rows;
		header.body_length = (uint32) (state->generation->batch.message.len + body_length);
		write_header(out, &header);
		write_batch(out, state, body_length);
	}
	write_progress(session, out);
}

static void
write_ipc_stream(StringInfo out, const RelationState *state)
{
	int64		body_length = fill_template(state->generation, state->rows);

	write_schema(out, state);
	write_batch(out, state, body_length);
	memcpy(reserve(out, sizeof(arrow_end_of_stream)), arrow_end_of_stream, sizeof(arrow_end_of_stream));
}

void
frame_flush(Session *session, bool at_end)
{
	LogicalDecodingContext *ctx = session->ctx;
	dlist_mutable_iter iter;

	if (session->held_rows == 0 &&
		(session->options.format != FORMAT_FRAMES || session->finished_lsn <= session->stated_lsn))
		return;
	CHECK_FOR_INTERRUPTS();

	if (session->options.format == FORMAT_FRAMES)
	{
		OutputPluginPrepareWrite(ctx, at_end);
		write_frames(session, ctx->out);
		OutputPluginWrite(ctx, at_end);
	}
	dlist_foreach_modify(iter, &session->pending)
	{
		RelationState *state = dlist_container(RelationState, pending_node, iter.cur);

		if (session->options.format == FORMAT_IPC)
		{
			bool		is_last = !dlist_has_next(&session->pending, iter.cur);

			OutputPluginPrepareWrite(ctx, at_end && is_last);
			write_ipc_stream(ctx->out, state);
			OutputPluginWrite(ctx, at_end && is_last);
		}
		dlist_delete(iter.cur);
		reset_batch(session, state);
	}
	session->held_rows = 0;
	session->held_bytes = 0;
	session->changes_since_look = 0;
}

void
frame_stream_commit(Session *session, TransactionId xid, XLogRecPtr end_lsn,
					int64 commit_time, const uint32 *aborted, int naborted)
{
	LogicalDecodingContext *ctx = session->ctx;
	Size		ranges = 2 * sizeof(uint32) * naborted;
	char	   *body;

	OutputPluginPrepareWrite(ctx, true);
	write_header(ctx->out, &(FrameHeader) {
		.kind = FRAME_STREAM_COMMIT,
		.relation = xid,
		.position = end_lsn,
		.rows = (uint32) naborted,
		.body_length = (uint32) (sizeof(commit_time) + ranges)
	});
	body = reserve(ctx->out, sizeof(commit_time) + ranges);
	memcpy(body, &commit_time, sizeof(commit_time));
	if (naborted > 0)
		memcpy(body + sizeof(commit_time), aborted, ranges);
	write_progress(session, ctx->out);
	OutputPluginWrite(ctx, true);
}

void
frame_stream_abort(Session *session, TransactionId xid, TransactionId subxid, XLogRecPtr lsn)
{
	LogicalDecodingContext *ctx = session->ctx;

	OutputPluginPrepareWrite(ctx, false);
	write_header(ctx->out, &(FrameHeader) {
		.kind = FRAME_STREAM_ABORT,
		.relation = xid,
		.generation = subxid,
		.position = lsn
	});
	OutputPluginWrite(ctx, false);
}
