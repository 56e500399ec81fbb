/*
 * message.c
 *		Logical messages (pg_logical_emit_message), as a relation of their own.
 */
#include "message.h"

#include "frame.h"
#include "relation.h"
#include "row.h"

typedef enum MessageColumn
{
	MESSAGE_PREFIX,
	MESSAGE_CONTENT,
	MESSAGE_TRANSACTIONAL,
	MESSAGE_COLUMNS
} MessageColumn;

static const ArrowField message_fields[MESSAGE_COLUMNS] = {
	[MESSAGE_PREFIX] = {"prefix", true, {.kind = ARROW_UTF8}},
	[MESSAGE_CONTENT] = {"content", true, {.kind = ARROW_BINARY}},
	[MESSAGE_TRANSACTIONAL] = {"transactional", true, {.kind = ARROW_BOOL}},
};

/* Known by no OID; it has no schema or table name, only a kind. */
static RelationState *
message_relation(Session *session)
{
	MemoryContext old;
	List	   *metadata;

	if (session->messages == NULL)
	{
		old = MemoryContextSwitchTo(session->context);
		metadata = list_make1(metadata_entry("pg.kind", "message"));
		session->messages = palloc0(sizeof(RelationState));
		relation_set_generation(session, session->messages,
								generation_of_fields(session, message_fields, MESSAGE_COLUMNS, metadata));
		MemoryContextSwitchTo(old);
	}
	return session->messages;
}

void
message_append(Session *session, bool transactional, const char *prefix,
			   const char *content, Size size)
{
	RelationState *state = message_relation(session);
	Generation *generation = state->generation;
	int64		row = row_begin(session, state, ROW_MESSAGE);
	Column	   *columns = generation->columns + SYSTEM_COLUMNS;
	MemoryContext old = MemoryContextSwitchTo(session->row_context);
	Size		len;

	prefix = to_utf8(prefix);
	len = strlen(prefix);
	column_append_bytes(&columns[MESSAGE_PREFIX], row, prefix, len);
	column_append_bytes(&columns[MESSAGE_CONTENT], row, content, size);
	columns[MESSAGE_TRANSACTIONAL].values[row >> 3] |= (char) (transactional << (row & 7));
	column_append_null(&generation->columns[COLUMN_UNCHANGED], row);
	row_end(session, state, generation->row_bytes + len + size);
	MemoryContextSwitchTo(old);
	MemoryContextReset(session->row_context);
}
