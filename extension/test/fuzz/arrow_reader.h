/*
 * arrow_reader.h
 *		Reads Arrow IPC messages from the format's documents, not from what wrote them, and
 *		requires each byte to be where they want it.
 */
#ifndef W2A_ARROW_READER_H
#define W2A_ARROW_READER_H

#include "postgres.h"

/* Numbers of Schema.fbs. */
enum
{
	READ_INT = 2, READ_FLOAT = 3, READ_BINARY = 4, READ_UTF8 = 5, READ_BOOL = 6, READ_DECIMAL = 7, READ_DATE = 8,
	READ_TIME = 9, READ_TIMESTAMP = 10, READ_INTERVAL = 11, READ_LIST = 12, READ_STRUCT = 13, READ_FIXED_SIZE_BINARY = 15
};

typedef struct ReadMetadata
{
	int			n;
	const char **keys;
	const char **values;
} ReadMetadata;

typedef struct ReadField
{
	const char *name;
	bool		nullable;
	int			type;
	int			parameters[3];	/* of the type's table, in its order; absent ones are 0 */
	const char *timezone;		/* NULL = none */
	int			nchildren;
	struct ReadField *children;
	ReadMetadata metadata;
} ReadField;

typedef struct ReadSchema
{
	int			nfields;
	ReadField  *fields;
	ReadMetadata metadata;
} ReadSchema;

typedef struct ReadColumn
{
	int64		length;
	int64		null_count;
	const uint8 *validity;		/* NULL = nothing is null */
	const char *values;			/* values, bits or offsets */
	const char *data;
	struct ReadColumn *children;
} ReadColumn;

extern ReadSchema read_schema(const char *message, Size len);

/* Reads a RecordBatch message and its body, which has to end where `len` does. */
extern ReadColumn *read_batch(const char *message, Size len, const ReadSchema *schema, int64 *rows);

/* Where the metadata ends and the body begins. */
extern Size read_message_length(const char *message, Size len, int64 *body_length);

#endif							/* W2A_ARROW_READER_H */
