/*
 * fuzz_row.c
 *		The whole way of a row: relations of random types, tuples of random values laid out as the server
 *		does, appended, taken back after errors, written as frames or streams; against plain cells.
 */
#include "fuzz.h"
#include "server.h"
#include "values.h"

#include "../../src/frame.h"
#include "../../src/relation.h"
#include "../../src/row.h"
#include "../../src/streaming.h"
#include "access/htup_details.h"
#include "access/tupdesc_details.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "replication/output_plugin.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#define MAX_ATTRIBUTES 10
#define MAX_ROWS 300
#define MAX_TABLES 3

/* What a row has to arrive as. */
typedef struct ExpectedRow
{
	Cell	   *system[SYSTEM_COLUMNS];
	Cell	   *cells[MAX_ATTRIBUTES];	/* by sent column */
	Cell	   *text;			/* of __text */
	bool		is_corrupt;
} ExpectedRow;

typedef struct Table
{
	RelationState state;
	RelationData relation;
	FormData_pg_class class;
	int			nattributes;
	ServerAttribute attributes[MAX_ATTRIBUTES];
	Value		missing[MAX_ATTRIBUTES];	/* of attributes that a tuple does not have */
	uint64		published[64];
	int			nsent;			/* columns */
	int			sent[MAX_ATTRIBUTES];	/* their attributes */
	bool		can_misfit;
	ReadSchema	schema;			/* as the client got it */
	ExpectedRow rows[MAX_ROWS];
	bool		is_written;
} Table;

static Session session;
static LogicalDecodingContext decoding;
static StreamedTransaction stream;
static Table tables[MAX_TABLES];
static int	ntables;
static bool is_prepared;
static int	npayloads;
static XLogRecPtr stated;
static MemoryContext nowhere;

/* ---- the server around a session ---- */

TimestampTz
GetCurrentTimestamp(void)
{
	return 1;
}

char *
get_namespace_name(Oid oid)
{
	return pstrdup("schema");
}

/* Only errors that no input here comes to have it. */
char *
quote_qualified_identifier(const char *qualifier, const char *ident)
{
	return psprintf("%s.%s", qualifier, ident);
}

List *
RelationGetIndexList(Relation relation)
{
	return NIL;
}

Oid
RelationGetReplicaIndex(Relation relation)
{
	return InvalidOid;
}

#if PG_VERSION_NUM >= 180000
Oid
RelationGetPrimaryKeyIndex(Relation relation, bool deferrable_ok)
#else
Oid
RelationGetPrimaryKeyIndex(Relation relation)
#endif
{
	return InvalidOid;
}

Relation
RelationIdGetRelation(Oid oid)
{
	REQUIRE(false, "relation %u is opened", oid);
}

void
RelationClose(Relation relation)
{
}

void
OutputPluginPrepareWrite(struct LogicalDecodingContext *ctx, bool last)
{
	REQUIRE(!is_prepared, "a write is prepared twice");
	is_prepared = true;
	resetStringInfo(ctx->out);
}

static void require_payload(const char *payload, Size len);

void
OutputPluginWrite(struct LogicalDecodingContext *ctx, bool last)
{
	MemoryContext flushing = MemoryContextSwitchTo(session.context);

	REQUIRE(is_prepared, "a write is not prepared");
	is_prepared = false;
	npayloads++;
	require_payload(ctx->out->data, ctx->out->len);
	MemoryContextSwitchTo(flushing);
}

/* ---- what arrives ---- */

/* Arrow's type of each field, and its name; metadata is what the SQL tests look at. */
static void
require_schema(Table *table)
{
	static const char *const system[] = {"__op", "__xid", "__lsn", "__ts", "__seq", "__unchanged"};
	ReadSchema *schema = &table->schema;

	REQUIRE(schema->nfields == SYSTEM_COLUMNS + table->nsent + table->can_misfit, "%d fields", schema->nfields);
	for (int i = 0; i < SYSTEM_COLUMNS; i++)
		REQUIRE(strcmp(schema->fields[i].name, system[i]) == 0, "field %d is \"%s\"", i, schema->fields[i].name);
	for (int i = 0; i < table->nsent; i++)
	{
		const ServerAttribute *attribute = &table->attributes[table->sent[i]];
		const ReadField *read = &schema->fields[SYSTEM_COLUMNS + i];
		ArrowField	field = {expected_name(attribute->name), true};

		field.type = expected_type(attribute->type, attribute->typmod, session.options.nested_types == NESTED_ARROW);
		require_type(read, &field);
		REQUIRE(read->metadata.n >= 3 && strcmp(read->metadata.values[0], format_type_with_typemod(attribute->type, attribute->typmod)) == 0,
				"\"%s\" has another type", read->name);
	}
	if (table->can_misfit)
		REQUIRE(strcmp(schema->fields[schema->nfields - 1].name, "__text") == 0, "there is no __text");
}

static void
require_rows(Table *table, const ReadColumn *columns, int64 rows)
{
	Cell	  **cells = palloc(sizeof(Cell *) * MAX_ROWS);
	int			i = 0;

	REQUIRE(rows == table->state.rows, "%lld rows, not %lld", (long long) rows, (long long) table->state.rows);
	for (int k = 0; k < SYSTEM_COLUMNS; k++, i++)
	{
		for (int64 row = 0; row < rows; row++)
			cells[row] = table->rows[row].system[k];
		require_cells(&columns[i], &table->schema.fields[i], cells, rows);
	}
	for (int k = 0; k < table->nsent; k++, i++)
	{
		for (int64 row = 0; row < rows; row++)
			cells[row] = table->rows[row].cells[k];
		require_cells(&columns[i], &table->schema.fields[i], cells, rows);
	}
	if (table->can_misfit)
	{
		for (int64 row = 0; row < rows; row++)
			cells[row] = table->rows[row].text;
		require_cells(&columns[i], &table->schema.fields[i], cells, rows);
	}
	table->is_written = true;
}

static Table *
table_of(uint32 number)
{
	REQUIRE(number < (uint32) ntables, "a frame of relation %u", number);
	return &tables[number];
}

static Size
require_frame(const char *frame, Size len)
{
	FrameHeader header;
	const char *body = frame + 32;
	Table	   *table;
	int64		rows;
	ReadColumn *columns;

	REQUIRE(len >= 32, "a frame of %zu bytes", len);
	memcpy(&header, frame, 32);
	REQUIRE(memcmp(header.magic, "W2A1", 4) == 0 && header.reserved == 0, "a frame has another header");
	REQUIRE(header.body_length % 8 == 0 && header.body_length <= len - 32, "a body of %u bytes", header.body_length);
	if (header.kind == 3)
	{
		REQUIRE(header.position == session.finished_lsn && header.position > stated && header.body_length == 0, "another progress");
		REQUIRE(len == 32, "progress is not the last frame");
		stated = header.position;
		return 32;
	}
	table = table_of(header.relation);
	REQUIRE(header.generation == table->state.generation_number, "generation %u", header.generation);
	REQUIRE(header.flags == (session.stream ? 1 : 0), "flags %d", header.flags);
	REQUIRE(header.position == (session.stream ? stream.xid : table->state.last_lsn), "another position");
	if (header.kind == 1)
	{
		REQUIRE(table->schema.fields == NULL, "a schema is sent twice");
		table->schema = read_schema(body, header.body_length);
		require_schema(table);
		/* The payload's memory is written again. */
		table->schema = read_schema(memcpy(palloc(header.body_length), body, header.body_length), header.body_length);
	}
	else
	{
		REQUIRE(header.kind == 2 && table->schema.fields != NULL, "a frame of kind %d", header.kind);
		columns = read_batch(body, header.body_length, &table->schema, &rows);
		REQUIRE(header.rows == rows, "%u rows", header.rows);
		require_rows(table, columns, rows);
	}
	return 32 + header.body_length;
}

/* One relation's complete stream: schema, batch, end. */
static void
require_stream(const char *payload, Size len)
{
	int64		body_length;
	Size		schema_len = read_message_length(payload, len, &body_length);
	Table	   *table = NULL;
	int64		rows;
	ReadColumn *columns;

	/* Relations are written in the order of their first row. */
	table = (Table *) dlist_container(RelationState, pending_node, dlist_head_node(&session.pending));
	table->schema = read_schema(payload, schema_len);
	require_schema(table);
	REQUIRE(len >= schema_len + 8 && memcmp(payload + len - 8, "\xff\xff\xff\xff\0\0\0\0", 8) == 0, "a stream has no end");
	columns = read_batch(payload + schema_len, len - schema_len - 8, &table->schema, &rows);
	require_rows(table, columns, rows);
}

static void
require_payload(const char *payload, Size len)
{
	if (session.options.format == FORMAT_IPC)
	{
		require_stream(payload, len);
		return;
	}
	while (len > 0)
	{
		Size		frame = require_frame(payload, len);

		payload += frame;
		len -= frame;
	}
}

static void
flush(void)
{
	int64		held = 0;
	bool		written[MAX_TABLES];
	int			payloads = npayloads;
	int			npending = 0;

	for (int i = 0; i < ntables; i++)
	{
		held += tables[i].state.rows;
		written[i] = tables[i].state.rows > 0;
		npending += written[i];
		tables[i].is_written = false;
	}
	REQUIRE(session.held_rows == held, "%lld rows are held, not %lld", (long long) session.held_rows, (long long) held);

	/* It says of itself that it allocates nothing. */
	server_forbid_allocations(nowhere);
	MemoryContextSwitchTo(nowhere);
	frame_flush(&session, choose_bool());
	MemoryContextSwitchTo(session.context);
	server_forbid_allocations(NULL);

	for (int i = 0; i < ntables; i++)
		REQUIRE(tables[i].is_written == written[i] && tables[i].state.rows == 0, "relation %d is written or not", i);
	REQUIRE(!is_prepared && session.held_rows == 0 && dlist_is_empty(&session.pending), "rows are held after a flush");
	if (session.options.format == FORMAT_IPC)
		REQUIRE(npayloads - payloads == npending, "%d payloads", npayloads - payloads);
}

/* ---- what is put in ---- */

static void
set_missing(Table *table, TupleDesc desc)
{
	desc->constr = palloc0(sizeof(TupleConstr));
	desc->constr->missing = palloc0(sizeof(AttrMissing) * table->nattributes);
	for (int i = 0; i < table->nattributes; i++)
	{
		const ServerAttribute *attribute = &table->attributes[i];
		const ServerType *type = catalog_type(attribute->type);
		Value	   *value = &table->missing[i];
		AttrMissing *missing = &desc->constr->missing[i];

		*value = null_value();
		if (attribute->is_dropped || choose_bool())
			continue;
		values_allow_corruption(false);
		*value = choose_value(attribute->type, attribute->typmod, session.options.nested_types == NESTED_ARROW);
		values_allow_corruption(true);
		TupleDescAttr(desc, i)->atthasmissing = true;
		missing->am_present = true;
		if (type->byval)
			memcpy(&missing->am_value, value->stored.bytes, type->len);
		else
		{
			/* The server's own copy is a plain one. */
			value->stored.storage = STORE_PLAIN;
			missing->am_value = PointerGetDatum(type->len == -1 ? (char *) stored_varlena(&value->stored) :
												type->len == -2 ? pnstrdup(value->stored.bytes, value->stored.len) : value->stored.bytes);
		}
	}
}

static bool
may_misfit(Oid oid, bool nested)
{
	int32		typmod;
	const ServerType *type = catalog_base(oid, &typmod);

	if (type->oid == INTERVALOID)
		return true;
	if (!nested || type->oid == OIDVECTOROID)
		return false;
	for (int i = 0; i < type->nattributes; i++)
		if (!type->attributes[i].is_dropped && may_misfit(type->attributes[i].type, nested))
			return true;
	return type->element != InvalidOid;
}

/* A column list, mostly of all. */
static void
publish(Table *table)
{
	bool		nested = session.options.nested_types == NESTED_ARROW;

	table->nsent = 0;
	table->can_misfit = false;
	table->published[0] = choose_one_in(3) ? choose_u64() : PG_UINT64_MAX;
	for (int i = 0; i < table->nattributes; i++)
	{
		if (table->attributes[i].is_dropped || !(table->published[0] >> (i + 1) & 1))
			continue;
		table->sent[table->nsent++] = i;
		table->can_misfit |= may_misfit(table->attributes[i].type, nested);
	}
}

static void
require_equal_generations(Table *table, Generation *generation)
{
	Generation *again;

	MemoryContextSwitchTo(session.row_context);
	again = generation_of_relation(&session, &table->relation, (Bitmapset *) table->published, 0);
	REQUIRE(generation_equals(generation, again), "a relation's generation differs from itself");
	MemoryContextSwitchTo(session.context);
	MemoryContextDelete(again->context);
}

/* What relation.c does with a relation that it sees first or that has changed. */
static void
open_generation(Table *table)
{
	RelationState *state = &table->state;
	Generation *generation;

	if (state->rows > 0)
		flush();
	publish(table);
	generation = generation_of_relation(&session, &table->relation, (Bitmapset *) table->published, 0);
	require_equal_generations(table, generation);
	if (state->generation)
		MemoryContextDelete(state->generation->context);
	MemoryContextSetParent(generation->context, session.context);
	MemoryContextReset(session.row_context);
	state->generation = generation;
	state->generation_number++;
	state->schema_sent = false;
	memset(&table->schema, 0, sizeof(table->schema));
}

static void
start_table(Table *table, int number)
{
	Size		len;
	const char *name = choose_server_text((int) choose_from(1, 15), &len);

	memset(table, 0, sizeof(*table));
	table->state.number = number;
	table->nattributes = (int) choose_from(0, MAX_ATTRIBUTES);
	for (int i = 0; i < table->nattributes; i++)
		table->attributes[i] = choose_attribute((int) choose_from(0, 3));
	strncpy(NameStr(table->class.relname), name, NAMEDATALEN - 1);
	table->class.relkind = RELKIND_RELATION;
	table->class.relreplident = REPLICA_IDENTITY_FULL;
	table->relation.rd_rel = &table->class;
	table->relation.rd_id = 10000 + number;
	table->relation.rd_att = catalog_describe(table->attributes, table->nattributes);
	set_missing(table, table->relation.rd_att);
	open_generation(table);
}

static void
start(void)
{
	static const int encodings[] = {PG_UTF8, PG_UTF8, PG_UTF8, PG_LATIN1, PG_EUC_JP, PG_SQL_ASCII};

	server_set_encoding(encodings[choose_from(0, lengthof(encodings) - 1)]);
	catalog_start();
	values_allow_corruption(true);
	memset(&session, 0, sizeof(session));
	memset(&decoding, 0, sizeof(decoding));
	is_prepared = false;
	npayloads = 0;
	stated = 0;
	session.context = CurrentMemoryContext;
	session.row_context = AllocSetContextCreate(session.context, "row", ALLOCSET_DEFAULT_SIZES);
	nowhere = AllocSetContextCreate(session.context, "nowhere", ALLOCSET_DEFAULT_SIZES);
	session.ctx = &decoding;
	decoding.context = CurrentMemoryContext;
	decoding.out = makeStringInfo();
	session.options.format = choose_one_in(4) ? FORMAT_IPC : FORMAT_FRAMES;
	session.options.nested_types = choose_one_in(4) ? NESTED_TEXT : NESTED_ARROW;
	session.options.max_batch_bytes = 1024;
	dlist_init(&session.pending);
	ntables = (int) choose_from(1, MAX_TABLES);
	for (int i = 0; i < ntables; i++)
		start_table(&tables[i], i);
}

/* A tuple, its values, and how many of the attributes it has. */
typedef struct Image
{
	HeapTuple	tuple;
	Value		values[MAX_ATTRIBUTES];
	int			present;
} Image;

static Image
choose_image(const Table *table)
{
	Image		image = {.present = table->nattributes};
	Stored		stored[MAX_ATTRIBUTES];

	if (choose_one_in(8))
		image.present = (int) choose_from(0, table->nattributes);
	for (int i = 0; i < table->nattributes; i++)
	{
		const ServerAttribute *attribute = &table->attributes[i];

		if (i >= image.present)
			image.values[i] = table->missing[i];
		else if (choose_one_in(5))
			image.values[i] = null_value();
		else
		{
			image.values[i] = choose_value(attribute->type, attribute->typmod, session.options.nested_types == NESTED_ARROW);
			if (catalog_type(attribute->type)->len == -1 && choose_one_in(6))
				image.values[i].stored.storage = STORE_UNCHANGED;
		}
		stored[i] = image.values[i].stored;
	}
	image.tuple = stored_tuple(table->attributes, stored, image.present);
	return image;
}

static void
expect_value(ExpectedRow *row, int column, const char *name, const Value *value, StringInfo text)
{
	row->cells[column] = value->cell;
	row->is_corrupt |= value->is_corrupt;
	if (!value->misfits)
		return;
	row->cells[column] = null_cell();
	appendStringInfoChar(text, text->len == 0 ? '{' : ',');
	escape_json(text, expected_name(name));
	appendStringInfoChar(text, ':');
	escape_json(text, value->text);
}

static void
expect_row(const Table *table, ExpectedRow *row, RowOp op, const Image *image, const Image *old)
{
	uint8		op_byte = (uint8) op;
	uint8		unchanged[MAX_ATTRIBUTES] = {0};
	bool		any_unchanged = false;
	StringInfoData text;

	memset(row, 0, sizeof(*row));
	initStringInfo(&text);
	row->system[COLUMN_OP] = bytes_cell(&op_byte, 1);
	row->system[COLUMN_XID] = bytes_cell(&session.xid, 4);
	row->system[COLUMN_LSN] = bytes_cell(&session.end_lsn, 8);
	row->system[COLUMN_TS] = bytes_cell(&session.commit_time, 8);
	row->system[COLUMN_SEQ] = bytes_cell(&session.seq, 4);
	for (int i = 0; i < table->nsent; i++)
	{
		int			attribute = table->sent[i];
		const char *name = table->attributes[attribute].name;
		const Value *value = image ? &image->values[attribute] : NULL;
		const Value *old_value = old ? &old->values[attribute] : NULL;

		if (value == NULL || value->stored.is_null)
			row->cells[i] = null_cell();
		else if (value->stored.storage != STORE_UNCHANGED)
			expect_value(row, i, name, value, &text);
		else if (old_value && !old_value->stored.is_null && old_value->stored.storage != STORE_UNCHANGED)
			expect_value(row, i, name, old_value, &text);
		else
		{
			row->cells[i] = null_cell();
			unchanged[i / 8] |= (uint8) (1 << i % 8);
			any_unchanged = true;
		}
	}
	row->system[COLUMN_UNCHANGED] = any_unchanged ? bytes_cell(unchanged, (table->nsent + 7) / 8) : null_cell();
	if (text.len > 0)
		appendStringInfoChar(&text, '}');
	row->text = text.len > 0 ? bytes_cell(text.data, text.len) : null_cell();
}

/* A change of one row or of an old and a new image. */
typedef struct Change
{
	Table	   *table;
	int			nrows;
	RowOp		ops[2];
	HeapTuple	tuples[2];
	HeapTuple	full_old;		/* for the last one */
} Change;

static void
append_change(void *argument)
{
	Change	   *change = argument;

	for (int i = 0; i < change->nrows; i++)
		row_append(&session, &change->table->state, change->table->relation.rd_att, change->ops[i], change->tuples[i],
				   i == change->nrows - 1 ? change->full_old : NULL);
}

static void
apply_change(Table *table)
{
	Change		change = {.table = table, .nrows = 1};
	RelationState *state = &table->state;
	int64		rows = state->rows;
	Image		old = choose_image(table);
	Image		new = choose_image(table);
	bool		is_corrupt = false;
	bool		may_fail = choose_one_in(4);
	ServerError error;

	session.xid = (uint32) choose_u64();
	session.end_lsn = choose_u64() >> 8;
	session.commit_time = (int64) choose_u64();
	session.seq++;
	switch (choose_byte() % 4)
	{
		case 0:
			change.ops[0] = ROW_TRUNCATE;
			expect_row(table, &table->rows[rows], ROW_TRUNCATE, NULL, NULL);
			break;
		case 1:
			change.nrows = 2;
			change.ops[0] = ROW_OLD_IMAGE;
			change.tuples[0] = old.tuple;
			change.ops[1] = ROW_UPDATE;
			change.tuples[1] = new.tuple;
			change.full_old = choose_bool() ? old.tuple : NULL;
			expect_row(table, &table->rows[rows], ROW_OLD_IMAGE, &old, NULL);
			expect_row(table, &table->rows[rows + 1], ROW_UPDATE, &new, change.full_old ? &old : NULL);
			break;
		default:
			change.ops[0] = ROW_INSERT;
			change.tuples[0] = new.tuple;
			expect_row(table, &table->rows[rows], ROW_INSERT, &new, NULL);
			break;
	}
	for (int i = 0; i < change.nrows; i++)
		is_corrupt |= table->rows[rows + i].is_corrupt;

	server_fail_allocation(may_fail ? (int) choose_from(1, 12) : 0);
	if (server_try(append_change, &change, &error))
	{
		server_fail_allocation(0);
		REQUIRE(!is_corrupt, "a corrupt value is sent");
		REQUIRE(CurrentMemoryContext == session.context && state->rows == rows + change.nrows, "%lld rows", (long long) state->rows);
		/* The error can also come behind the rows. */
		if (choose_one_in(12))
			row_take_back(&session, state, rows);
		return;
	}
	server_fail_allocation(0);
	require_good_error(&error);
	REQUIRE(is_corrupt || error.sqlstate == ERRCODE_OUT_OF_MEMORY, "good rows are an error: %s", error.message);
	row_take_back(&session, state, rows);
	REQUIRE(state->rows == rows, "%lld rows", (long long) state->rows);
	MemoryContextReset(session.row_context);
}

void
fuzz_one(void)
{
	start();
	for (int n = choose_length(60); n >= 0; n--)
	{
		Table	   *table = &tables[choose_from(0, ntables - 1)];

		switch (choose_byte() % 16)
		{
			case 0:
				session.finished_lsn += choose_from(0, 2);
				flush();
				session.stream = choose_one_in(4) && session.options.format == FORMAT_FRAMES ? &stream : NULL;
				stream.xid = (TransactionId) choose_u64();
				break;
			case 1:
				flush();
				open_generation(table);
				break;
			case 2:
				for (int more = (int) choose_from(0, choose_one_in(8) ? 150 : 8); more > 0 && table->state.rows < MAX_ROWS - 1; more--)
					apply_change(table);
				break;
			default:
				if (table->state.rows < MAX_ROWS - 1)
					apply_change(table);
				break;
		}
	}
	flush();
}
