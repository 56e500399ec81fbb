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
#include "utils/memdebug.h"
#include "utils/memutils.h"

/* The server allocates at most 1 GB at once, and adds headers of its own. */
#define MAX_MESSAGE (1023 * 1024 * 1024)

/* Room for output that a session keeps in any case. */
#define KEEP_OUTPUT (64 * 1024)

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

/*
 * The first relation that holds rows is the culprit: a giant change is in a message of its own.
 * What lies before that change has been written by then.
 */
static void
refuse_giant(const Session *session, Size bytes)
{
	const Generation *generation = dlist_is_empty((dlist_head *) &session->pending) ? NULL :
		dlist_head_element(RelationState, pending_node, (dlist_head *) &session->pending)->generation;
	bool		is_table = generation != NULL && generation->name != NULL;
	char	   *way_past = session->stream != NULL || session->xid == 0 ? "" :
		psprintf(", or acknowledge all before it and go past its transaction with pg_replication_slot_advance('%s', '%X/%X')",
				 NameStr(session->ctx->slot->data.name), LSN_FORMAT_ARGS(session->end_lsn));

	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 is_table ? errmsg("a change of table %s takes %zu bytes, which do not fit into a message", generation->name, bytes) :
			 errmsg("a logical message takes %zu bytes, which do not fit into a message", bytes),
			 errdetail("A message holds at most %d bytes, and a row and its old image are not split.", MAX_MESSAGE),
			 errhint("Leave %s out with the option \"%s\"%s.", is_table ? "the table" : "logical messages",
					 is_table ? "tables" : "messages", way_past)));
}

/* Takes n bytes at the end of the output; the caller fills them. */
static char *
reserve(Session *session, Size n)
{
	StringInfo	out = session->ctx->out;
	char	   *at;

	if (n > (Size) (MAX_MESSAGE - out->len))
		refuse_giant(session, out->len + n);
	enlargeStringInfo(out, (int) n);
	at = out->data + out->len;
	out->len += (int) n;
	return at;
}

static void
write_header(Session *session, const FrameHeader *header)
{
	FrameHeader *to = (FrameHeader *) reserve(session, sizeof(FrameHeader));

	memcpy(to, header, sizeof(FrameHeader));
	memcpy(to->magic, FRAME_MAGIC, sizeof(to->magic));
}

static void
write_schema(Session *session, const RelationState *state)
{
	const ArrowMessage *schema = &state->generation->schema;

	memcpy(reserve(session, schema->len), schema->bytes, schema->len);
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
write_batch(Session *session, const RelationState *state, int64 body_length)
{
	const Generation *generation = state->generation;
	const ArrowMessage *message = &generation->batch.message;
	char	   *to = reserve(session, message->len + body_length);

	memcpy(to, message->bytes, message->len);
	to += message->len;
	for (int i = 0; i < generation->nfields; i++)
		to = column_write(&generation->columns[i], state->rows, to);
	Assert(to == session->ctx->out->data + session->ctx->out->len);
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
write_progress(Session *session)
{
	if (session->finished_lsn <= session->stated_lsn)
		return;
	write_header(session, &(FrameHeader) {.kind = FRAME_PROGRESS, .position = session->finished_lsn});
	session->stated_lsn = session->finished_lsn;
}

static void
write_frames(Session *session)
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
			write_header(session, &header);
			write_schema(session, state);
			state->schema_sent = true;
		}
		header.kind = FRAME_BATCH;
		header.rows = (uint32) state->rows;
		header.body_length = (uint32) (state->generation->batch.message.len + body_length);
		write_header(session, &header);
		write_batch(session, state, body_length);
	}
	write_progress(session);
}

static void
write_ipc_stream(Session *session, const RelationState *state)
{
	int64		body_length = fill_template(state->generation, state->rows);

	write_schema(session, state);
	write_batch(session, state, body_length);
	memcpy(reserve(session, sizeof(arrow_end_of_stream)), arrow_end_of_stream, sizeof(arrow_end_of_stream));
}

/* Writes the payload, and gives back the room that a giant one took. */
static void
send_payload(Session *session, bool at_end)
{
	LogicalDecodingContext *ctx = session->ctx;
	StringInfo	out = ctx->out;

	VALGRIND_CHECK_MEM_IS_DEFINED(out->data, out->len);
	OutputPluginWrite(ctx, at_end);
	if (out->maxlen > Max(KEEP_OUTPUT, 4 * session->options.max_batch_bytes))
	{
		pfree(out->data);
		out->maxlen = KEEP_OUTPUT;
		/* The context that the server has it in. */
		out->data = MemoryContextAlloc(ctx->context, out->maxlen);
		resetStringInfo(out);
	}
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
		write_frames(session);
		send_payload(session, at_end);
	}
	dlist_foreach_modify(iter, &session->pending)
	{
		RelationState *state = dlist_container(RelationState, pending_node, iter.cur);

		if (session->options.format == FORMAT_IPC)
		{
			bool		is_last = !dlist_has_next(&session->pending, iter.cur);

			OutputPluginPrepareWrite(ctx, at_end && is_last);
			write_ipc_stream(session, state);
			send_payload(session, at_end && is_last);
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
	write_header(session, &(FrameHeader) {
		.kind = FRAME_STREAM_COMMIT,
		.relation = xid,
		.position = end_lsn,
		.rows = (uint32) naborted,
		.body_length = (uint32) (sizeof(commit_time) + ranges)
	});
	body = reserve(session, sizeof(commit_time) + ranges);
	memcpy(body, &commit_time, sizeof(commit_time));
	if (naborted > 0)
		memcpy(body + sizeof(commit_time), aborted, ranges);
	write_progress(session);
	send_payload(session, true);
}

void
frame_stream_abort(Session *session, TransactionId xid, TransactionId subxid, XLogRecPtr lsn)
{
	LogicalDecodingContext *ctx = session->ctx;

	OutputPluginPrepareWrite(ctx, false);
	write_header(session, &(FrameHeader) {
		.kind = FRAME_STREAM_ABORT,
		.relation = xid,
		.generation = subxid,
		.position = lsn
	});
	send_payload(session, false);
}
