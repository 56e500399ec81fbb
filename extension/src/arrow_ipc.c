/*
 * arrow_ipc.c
 *		Arrow IPC messages: Schema, and RecordBatch as a template to patch.
 */
#include "arrow_ipc.h"
#include "flatbuffer.h"

/* Numbers of format/Message.fbs and format/Schema.fbs. */
#define METADATA_V5 4
#define HEADER_SCHEMA 1
#define HEADER_RECORD_BATCH 3

#define TYPE_INT 2
#define TYPE_FLOATING_POINT 3
#define TYPE_BINARY 4
#define TYPE_UTF8 5
#define TYPE_BOOL 6
#define TYPE_DECIMAL 7
#define TYPE_DATE 8
#define TYPE_TIME 9
#define TYPE_TIMESTAMP 10
#define TYPE_INTERVAL 11
#define TYPE_LIST 12
#define TYPE_STRUCT 13
#define TYPE_FIXED_SIZE_BINARY 15

#define PRECISION_SINGLE 1
#define PRECISION_DOUBLE 2
#define DATE_UNIT_DAY 0
#define TIME_UNIT_MICROSECOND 2
#define INTERVAL_UNIT_MONTH_DAY_NANO 2

/* Continuation marker and metadata length before the FlatBuffer. */
#define PREFIX_SIZE 8

const char	arrow_end_of_stream[8] = {'\xff', '\xff', '\xff', '\xff', 0, 0, 0, 0};

static uint32
build_type(FlatBuilder *b, const ArrowType *type, uint8 *type_number)
{
	uint32		timezone = 0;

	switch (type->kind)
	{
		case ARROW_BOOL:
			*type_number = TYPE_BOOL;
			flat_table_start(b, 0);
			break;
		case ARROW_INT:
			*type_number = TYPE_INT;
			flat_table_start(b, 2);
			flat_table_i32(b, 0, type->width);
			flat_table_u8(b, 1, type->is_signed);
			break;
		case ARROW_FLOAT:
			*type_number = TYPE_FLOATING_POINT;
			flat_table_start(b, 1);
			flat_table_i16(b, 0, type->width == 32 ? PRECISION_SINGLE : PRECISION_DOUBLE);
			break;
		case ARROW_DECIMAL128:
			*type_number = TYPE_DECIMAL;
			flat_table_start(b, 3);
			flat_table_i32(b, 0, type->precision);
			flat_table_i32(b, 1, type->scale);
			flat_table_i32(b, 2, 128);
			break;
		case ARROW_UTF8:
			*type_number = TYPE_UTF8;
			flat_table_start(b, 0);
			break;
		case ARROW_BINARY:
			*type_number = TYPE_BINARY;
			flat_table_start(b, 0);
			break;
		case ARROW_FIXED_SIZE_BINARY:
			*type_number = TYPE_FIXED_SIZE_BINARY;
			flat_table_start(b, 1);
			flat_table_i32(b, 0, type->width);
			break;
		case ARROW_DATE32:
			*type_number = TYPE_DATE;
			flat_table_start(b, 1);
			flat_table_i16(b, 0, DATE_UNIT_DAY);
			break;
		case ARROW_TIME64_US:
			*type_number = TYPE_TIME;
			flat_table_start(b, 2);
			flat_table_i32(b, 1, 64);
			flat_table_i16(b, 0, TIME_UNIT_MICROSECOND);
			break;
		case ARROW_TIMESTAMP_US:
			*type_number = TYPE_TIMESTAMP;
			if (type->is_utc)
				timezone = flat_string(b, "UTC", 3);
			flat_table_start(b, 2);
			if (type->is_utc)
				flat_table_ref(b, 1, timezone);
			flat_table_i16(b, 0, TIME_UNIT_MICROSECOND);
			break;
		case ARROW_MONTH_DAY_NANO:
			*type_number = TYPE_INTERVAL;
			flat_table_start(b, 1);
			flat_table_i16(b, 0, INTERVAL_UNIT_MONTH_DAY_NANO);
			break;
		case ARROW_LIST:
			*type_number = TYPE_LIST;
			flat_table_start(b, 0);
			break;
		case ARROW_STRUCT:
			*type_number = TYPE_STRUCT;
			flat_table_start(b, 0);
			break;
	}
	return flat_table_end(b);
}

static uint32
build_metadata(FlatBuilder *b, List *metadata)
{
	int			n = list_length(metadata);
	uint32	   *entries = palloc(sizeof(uint32) * Max(n, 1));
	ListCell   *lc;

	foreach(lc, metadata)
	{
		const ArrowKeyValue *kv = lfirst(lc);
		uint32		key = flat_string(b, kv->key, strlen(kv->key));
		uint32		value = flat_string(b, kv->value, strlen(kv->value));

		flat_table_start(b, 2);
		flat_table_ref(b, 0, key);
		flat_table_ref(b, 1, value);
		entries[foreach_current_index(lc)] = flat_table_end(b);
	}
	return flat_offset_vector(b, entries, n);
}

static uint32 build_fields(FlatBuilder *b, const ArrowField *fields, int nfields);

static uint32
build_field(FlatBuilder *b, const ArrowField *field)
{
	uint8		type_number = 0;
	uint32		type = build_type(b, &field->type, &type_number);
	uint32		name = flat_string(b, field->name, strlen(field->name));
	/* The Arrow C++ reader insists on this vector, empty or not. */
	uint32		children = build_fields(b, field->type.children, field->type.nchildren);
	uint32		metadata = field->metadata ? build_metadata(b, field->metadata) : 0;

	flat_table_start(b, 7);
	flat_table_ref(b, 0, name);
	flat_table_ref(b, 3, type);
	flat_table_ref(b, 5, children);
	if (metadata)
		flat_table_ref(b, 6, metadata);
	flat_table_u8(b, 1, field->nullable);
	flat_table_u8(b, 2, type_number);
	return flat_table_end(b);
}

static uint32
build_fields(FlatBuilder *b, const ArrowField *fields, int nfields)
{
	uint32	   *offsets = palloc(sizeof(uint32) * Max(nfields, 1));

	for (int i = 0; i < nfields; i++)
		offsets[i] = build_field(b, &fields[i]);
	return flat_offset_vector(b, offsets, nfields);
}

/* Wraps a header table into a Message and that into its encapsulated form. */
static ArrowMessage
finish_message(FlatBuilder *b, uint8 header_type, uint32 header, uint32 *body_length)
{
	ArrowMessage message;
	uint32		root;
	uint32		continuation = 0xFFFFFFFF;
	int32		flat_len;
	Size		len;
	char	   *flat;

	flat_table_start(b, 4);
	*body_length = flat_table_i64(b, 3, 0);
	flat_table_ref(b, 2, header);
	flat_table_i16(b, 0, METADATA_V5);
	flat_table_u8(b, 1, header_type);
	root = flat_table_end(b);

	flat = flat_finish(b, root, &len);
	flat_len = (int32) len;
	message.len = PREFIX_SIZE + len;
	message.bytes = palloc(message.len);
	memcpy(message.bytes, &continuation, 4);
	memcpy(message.bytes + 4, &flat_len, 4);
	memcpy(message.bytes + PREFIX_SIZE, flat, len);
	return message;
}

ArrowMessage
arrow_schema_message(const ArrowField *fields, int nfields, List *metadata)
{
	FlatBuilder b;
	uint32		field_vector;
	uint32		metadata_vector;
	uint32		body_length;
	uint32		schema;

	flat_init(&b);
	field_vector = build_fields(&b, fields, nfields);
	metadata_vector = build_metadata(&b, metadata);

	flat_table_start(&b, 3);
	flat_table_ref(&b, 1, field_vector);
	flat_table_ref(&b, 2, metadata_vector);
	flat_table_i16(&b, 0, 0);	/* little-endian */
	schema = flat_table_end(&b);

	return finish_message(&b, HEADER_SCHEMA, schema, &body_length);
}

/* Nodes and buffers of a column and of what is nested in it, depth first. */
static void
count_parts(const ArrowField *fields, int nfields, int *nnodes, int *nbuffers)
{
	for (int i = 0; i < nfields; i++)
	{
		const ArrowType *type = &fields[i].type;

		*nnodes += 1;
		/* Validity; then bits, values or offsets; then data. */
		if (type->kind == ARROW_STRUCT)
			*nbuffers += 1;
		else if (type->kind == ARROW_UTF8 || type->kind == ARROW_BINARY)
			*nbuffers += 3;
		else
			*nbuffers += 2;
		count_parts(type->children, type->nchildren, nnodes, nbuffers);
	}
}

void
arrow_batch_template(ArrowBatchTemplate *tmpl, const ArrowField *fields, int nfields)
{
	FlatBuilder b;
	int			nnodes = 0;
	int			nbuffers = 0;
	uint32		nodes;
	uint32		buffers;
	uint32		rows;
	uint32		batch;
	uint32		body_length;

	count_parts(fields, nfields, &nnodes, &nbuffers);
	flat_init(&b);
	nodes = flat_struct_vector(&b, sizeof(ArrowFieldNode), nnodes);
	buffers = flat_struct_vector(&b, sizeof(ArrowBuffer), nbuffers);
	flat_table_start(&b, 3);
	rows = flat_table_i64(&b, 0, 0);
	flat_table_ref(&b, 1, nodes);
	flat_table_ref(&b, 2, buffers);
	batch = flat_table_end(&b);

	tmpl->message = finish_message(&b, HEADER_RECORD_BATCH, batch, &body_length);
	/* Builder offsets count from the end; a vector's elements follow its length. */
	tmpl->body_length_at = tmpl->message.len - body_length;
	tmpl->rows_at = tmpl->message.len - rows;
	tmpl->nodes_at = tmpl->message.len - nodes + 4;
	tmpl->buffers_at = tmpl->message.len - buffers + 4;
}
