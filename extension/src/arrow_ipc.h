/*
 * arrow_ipc.h
 *		Arrow IPC messages: Schema, and RecordBatch as a template to patch.
 *
 * Source: Apache Arrow columnar format, "Serialization and Interprocess
 * Communication", and format/Schema.fbs, format/Message.fbs.
 */
#ifndef W2A_ARROW_IPC_H
#define W2A_ARROW_IPC_H

#include "postgres.h"
#include "nodes/pg_list.h"

typedef enum ArrowKind
{
	ARROW_BOOL,
	ARROW_INT,					/* width in bits, is_signed */
	ARROW_FLOAT,				/* width in bits: 32 or 64 */
	ARROW_DECIMAL128,			/* precision, scale */
	ARROW_UTF8,
	ARROW_BINARY,
	ARROW_FIXED_SIZE_BINARY,	/* width in bytes */
	ARROW_DATE32,
	ARROW_TIME64_US,
	ARROW_TIMESTAMP_US,			/* is_utc */
	ARROW_MONTH_DAY_NANO,
	ARROW_LIST,					/* one child: the element */
	ARROW_STRUCT				/* a child for each field */
} ArrowKind;

typedef struct ArrowType
{
	ArrowKind	kind;
	int			width;
	bool		is_signed;
	bool		is_utc;
	int			precision;
	int			scale;
	int			nchildren;
	struct ArrowField *children;
} ArrowType;

typedef struct ArrowKeyValue
{
	const char *key;
	const char *value;
} ArrowKeyValue;

/* Names and metadata are UTF-8. */
typedef struct ArrowField
{
	const char *name;
	bool		nullable;
	ArrowType	type;
	List	   *metadata;		/* of ArrowKeyValue */
} ArrowField;

/* A complete message (prefix, metadata, padding), palloc'd. */
typedef struct ArrowMessage
{
	char	   *bytes;
	Size		len;			/* multiple of 8 */
} ArrowMessage;

/*
 * The RecordBatch message of a relation has the same layout for every batch:
 * only numbers differ. It is built once, and these say where the numbers are.
 */
typedef struct ArrowBatchTemplate
{
	ArrowMessage message;
	Size		body_length_at;
	Size		rows_at;
	Size		nodes_at;		/* of {int64 length, int64 null_count} */
	Size		buffers_at;		/* of {int64 offset, int64 length} */
} ArrowBatchTemplate;

typedef struct ArrowFieldNode
{
	int64		length;
	int64		null_count;
} ArrowFieldNode;

typedef struct ArrowBuffer
{
	int64		offset;
	int64		length;
} ArrowBuffer;

extern ArrowMessage arrow_schema_message(const ArrowField *fields, int nfields, List *metadata);
extern void arrow_batch_template(ArrowBatchTemplate *tmpl, const ArrowField *fields, int nfields);

/* What ends an IPC stream. */
extern const char arrow_end_of_stream[8];

#endif							/* W2A_ARROW_IPC_H */
