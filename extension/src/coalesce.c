/*
 * coalesce.c
 *		Holds finished transactions while more WAL is waiting.
 *
 * A message for each one-row transaction costs more than decoding it. So
 * finished transactions are held, and written when the decoder is about to wait
 * for WAL. The only place that knows is the WAL reader's page_read callback,
 * which is wrapped here.
 *
 * The wrapper must not touch the catalog, convert encodings or allocate in
 * CurrentMemoryContext: it runs in the middle of reading a record.
 */
#include "compat.h"
#include "coalesce.h"

#include "frame.h"
#include "utils/timestamp.h"

/*
 * WAL that may pass before progress is stated although the decoder never waits:
 * a backlog of transactions that nobody asked for must not hold back the slot.
 */
#define STATE_PROGRESS_EVERY (16 * 1024 * 1024)

bool
coalesce_is_late(const Session *session)
{
	return session->delegate_page_read != NULL && session->held_rows > 0 &&
		TimestampDifferenceExceeds(session->held_since, GetCurrentTimestamp(),
								   session->options.coalesce_ms);
}

/*
 * Each page of WAL and every hundredth change asks how old what is held is. Only rows that are
 * far larger than their WAL are to be asked for here: a look at the clock costs a third of what
 * a small row does.
 */
#define LOOK_EVERY_BYTES (16 * 1024)

bool
coalesce_may_hold(Session *session)
{
	if (session->delegate_page_read == NULL || session->options.coalesce_ms <= 0)
		return false;
	/* Unsigned: after a flush there is less than at the last look, which is reason for one, too. */
	if (session->held_bytes - session->looked_at_bytes < LOOK_EVERY_BYTES)
		return true;
	session->looked_at_bytes = session->held_bytes;
	return !coalesce_is_late(session);
}

/*
 * Writes from inside the WAL reader, where no callback is active: everything
 * up to the last record read has been decoded, so that is the position.
 */
static void
flush_at(Session *session, XLogRecPtr position)
{
	LogicalDecodingContext *ctx = session->ctx;
	bool		accept_writes = ctx->accept_writes;
	XLogRecPtr	write_location = ctx->write_location;
	TransactionId write_xid = ctx->write_xid;

	session->finished_lsn = Max(session->finished_lsn, position);

	ctx->accept_writes = true;
	ctx->write_location = position;
	ctx->write_xid = InvalidTransactionId;
	frame_flush(session, true);
	ctx->accept_writes = accept_writes;
	ctx->write_location = write_location;
	ctx->write_xid = write_xid;
}

static int
page_read(XLogReaderState *reader, XLogRecPtr page, int length, XLogRecPtr record, char *buffer)
{
	LogicalDecodingContext *ctx = reader->private_data;
	Session    *session = ctx->output_plugin_private;
	XLogRecPtr	position = reader->EndRecPtr;

	if (session->available_wal < page + length)
		session->available_wal = w2a_available_wal();

	/*
	 * About to wait; or a failover slot, for which the server waits in here until
	 * the standbys have confirmed; or held for long enough.
	 */
	if (session->available_wal < page + length ||
		W2A_SLOT_IS_FAILOVER(ctx->slot) ||
		coalesce_is_late(session) ||
		position > session->stated_lsn + STATE_PROGRESS_EVERY)
		flush_at(session, position);

	return session->delegate_page_read(reader, page, length, record, buffer);
}

void
coalesce_start(Session *session)
{
	LogicalDecodingContext *ctx = session->ctx;

	/*
	 * Only a walsender keeps reading; a SQL function would never get what is
	 * held. With coalesce_ms 0 nothing is held, but progress is stated here.
	 */
	if (session->options.coalesce_ms < 0 || session->options.format != FORMAT_FRAMES ||
		ctx->update_progress == NULL)
		return;
	session->delegate_page_read = ctx->reader->routine.page_read;
	ctx->reader->routine.page_read = page_read;
}
