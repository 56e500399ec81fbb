/*
 * fuzz_schema.c
 *		Schema messages of any fields, names and metadata, read again; and the RecordBatch template
 *		that goes with them.
 */
#include "fuzz.h"
#include "cells.h"

/* An empty batch from the template as it is. */
static void
require_template(const ArrowField *fields, int nfields, const ReadSchema *schema)
{
	ArrowBatchTemplate batch;
	int64		body_length;
	int64		one;

	arrow_batch_template(&batch, fields, nfields);
	REQUIRE(read_message_length(batch.message.bytes, batch.message.len, &body_length) == batch.message.len && body_length == 0,
			"the template has a body of %lld bytes", (long long) body_length);

	/* What is patched is where the reader looks. */
	one = 8;
	memcpy(batch.message.bytes + batch.body_length_at, &one, 8);
	read_message_length(batch.message.bytes, batch.message.len, &body_length);
	REQUIRE(body_length == 8, "the body's length is elsewhere");
	REQUIRE(batch.rows_at % 8 == 0 && batch.nodes_at % 8 == 0 && batch.buffers_at % 8 == 0, "numbers are not aligned");
}

void
fuzz_one(void)
{
	int			nfields = choose_length(choose_one_in(200) ? 1600 : 20);
	ArrowField *fields = palloc(sizeof(ArrowField) * nfields);
	List	   *metadata = choose_metadata();
	ArrowMessage message;
	ReadSchema	schema;

	for (int i = 0; i < nfields; i++)
	{
		fields[i] = choose_arrow_field(nfields > 20 || choose_bool() ? 0 : (int) choose_from(1, 4));
		fields[i].nullable = choose_bool();
	}
	message = arrow_schema_message(fields, nfields, metadata);
	REQUIRE(message.len % 8 == 0, "a message of %zu bytes", message.len);
	schema = read_schema(message.bytes, message.len);
	REQUIRE(schema.nfields == nfields, "%d fields, not %d", schema.nfields, nfields);
	require_metadata(&schema.metadata, metadata);
	for (int i = 0; i < nfields; i++)
		require_field(&schema.fields[i], &fields[i]);
	require_template(fields, nfields, &schema);
}
