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

#define FRAME_MAGIC "W2A1"

typedef enum FrameKind
{
	FRAME_SCHEMA = 1,
	FRAME_BATCH = 2,
	FRAME_PROGRESS = 3
} FrameKind;

typedef struct FrameHeader
{
	char		magic[4];
	uint8		kind;
	uint8		flags;
	uint16		reserved;
	uint32		relation;
	uint32		generation;
	uint64		position;
	uint32		rows;
	uint32		body_length;
} FrameHeader;

StaticAssertDecl(sizeof(FrameHeader) == 32, "frame header is 32 bytes on the wire");

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
write_header(StringInfo out, FrameKind kind, const RelationState *state,
			 XLogRecPtr position, int64 rows, Size body_length)
{
	FrameHeader header = {.magic = FRAME_MAGIC};

	header.kind = (uint8) kind;
	header.relation = state ? state->number : 0;
	header.generation = state ? state->generation_number : 0;
	header.position = position;
	header.rows = (uint32) rows;
	header.body_length = (uint32) body_length;
	memcpy(reserve(out, sizeof(header)), &header, sizeof(header));
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
write_frames(Session *session, StringInfo out)
{
	dlist_iter	iter;

	dlist_foreach(iter, &session->pending)
	{
		RelationState *state = dlist_container(RelationState, pending_node, iter.cur);
		int64		body_length = fill_template(state->generation, state->rows);

		if (!state->schema_sent)
		{
			write_header(out, FRAME_SCHEMA, state, state->last_lsn, 0, state->generation->schema.len);
			write_schema(out, state);
			state->schema_sent = true;
		}
		write_header(out, FRAME_BATCH, state, state->last_lsn, state->rows,
					 state->generation->batch.message.len + body_length);
		write_batch(out, state, body_length);
	}
	if (session->finished_lsn > session->stated_lsn)
	{
		write_header(out, FRAME_PROGRESS, NULL, session->finished_lsn, 0, 0);
		session->stated_lsn = session->finished_lsn;
	}
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
	session->changes_since_write = 0;
}
