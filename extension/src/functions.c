/*
 * functions.c
 *		SQL functions for people who look at wal2arrow from psql.
 */
#include "compat.h"

#include "access/relation.h"
#include "catalog/pg_class.h"
#include "fmgr.h"
#include "frame.h"
#include "funcapi.h"
#include "generation.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/pg_lsn.h"
#include "utils/rel.h"

PG_FUNCTION_INFO_V1(wal2arrow_version);
PG_FUNCTION_INFO_V1(wal2arrow_schema);
PG_FUNCTION_INFO_V1(wal2arrow_frames);

Datum
wal2arrow_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(WAL2ARROW_VERSION));
}

static void
append_type(StringInfo out, const ArrowType *type)
{
	switch (type->kind)
	{
		case ARROW_BOOL:
			appendStringInfoString(out, "Bool");
			break;
		case ARROW_INT:
			appendStringInfo(out, "%s%d", type->is_signed ? "Int" : "UInt", type->width);
			break;
		case ARROW_FLOAT:
			appendStringInfo(out, "Float%d", type->width);
			break;
		case ARROW_DECIMAL128:
			appendStringInfo(out, "Decimal128(%d, %d)", type->precision, type->scale);
			break;
		case ARROW_UTF8:
			appendStringInfoString(out, "Utf8");
			break;
		case ARROW_BINARY:
			appendStringInfoString(out, "Binary");
			break;
		case ARROW_FIXED_SIZE_BINARY:
			appendStringInfo(out, "FixedSizeBinary(%d)", type->width);
			break;
		case ARROW_DATE32:
			appendStringInfoString(out, "Date32");
			break;
		case ARROW_TIME64_US:
			appendStringInfoString(out, "Time64(us)");
			break;
		case ARROW_TIMESTAMP_US:
			appendStringInfoString(out, type->is_utc ? "Timestamp(us, UTC)" : "Timestamp(us)");
			break;
		case ARROW_MONTH_DAY_NANO:
			appendStringInfoString(out, "Interval(month_day_nano)");
			break;
		case ARROW_LIST:
			appendStringInfoString(out, "List");
			break;
		case ARROW_STRUCT:
			appendStringInfoString(out, "Struct");
			break;
	}
}

static void
append_metadata(StringInfo out, List *metadata)
{
	ListCell   *lc;

	appendStringInfoString(out, "\"metadata\": {");
	foreach(lc, metadata)
	{
		const ArrowKeyValue *entry = lfirst(lc);

		if (foreach_current_index(lc) > 0)
			appendStringInfoString(out, ", ");
		escape_json(out, entry->key);
		appendStringInfoString(out, ": ");
		escape_json(out, entry->value);
	}
	appendStringInfoChar(out, '}');
}

static void
append_fields(StringInfo out, const ArrowField *fields, int nfields)
{
	check_stack_depth();
	appendStringInfoChar(out, '[');
	for (int i = 0; i < nfields; i++)
	{
		const ArrowField *field = &fields[i];

		appendStringInfoString(out, i > 0 ? ", {\"name\": " : "{\"name\": ");
		escape_json(out, field->name);
		appendStringInfoString(out, ", \"type\": \"");
		append_type(out, &field->type);
		appendStringInfo(out, "\", \"nullable\": %s, ", field->nullable ? "true" : "false");
		append_metadata(out, field->metadata);
		if (field->type.nchildren > 0)
		{
			appendStringInfoString(out, ", \"children\": ");
			append_fields(out, field->type.children, field->type.nchildren);
		}
		appendStringInfoChar(out, '}');
	}
	appendStringInfoChar(out, ']');
}

/* The Arrow schema that a table has on the wire, as JSON. */
Datum
wal2arrow_schema(PG_FUNCTION_ARGS)
{
	Oid			relid = PG_GETARG_OID(0);
	Relation	relation = relation_open(relid, AccessShareLock);
	List	   *metadata;
	int			nfields;
	ArrowField *fields;
	StringInfoData json;

	if (relation->rd_rel->relkind != RELKIND_RELATION &&
		relation->rd_rel->relkind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not a table", RelationGetRelationName(relation)),
				 errhint("Only the changes of tables are decoded.")));

	fields = generation_fields(relation, &nfields, &metadata);
	initStringInfo(&json);
	appendStringInfoString(&json, "{\"fields\": ");
	append_fields(&json, fields, nfields);
	appendStringInfoString(&json, ", ");
	append_metadata(&json, metadata);
	appendStringInfoChar(&json, '}');
	relation_close(relation, AccessShareLock);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(json.data, json.len));
}

/* The frames of one message, a row each. */
Datum
wal2arrow_frames(PG_FUNCTION_ARGS)
{
	bytea	   *payload = PG_GETARG_BYTEA_PP(0);
	const char *data = VARDATA_ANY(payload);
	Size		len = VARSIZE_ANY_EXHDR(payload);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Size		at = 0;

	InitMaterializedSRF(fcinfo, 0);
	while (at < len)
	{
		FrameHeader header;
		Datum		values[7];
		bool		nulls[7] = {0};

		CHECK_FOR_INTERRUPTS();
		if (len - at < sizeof(header))
			ereport(ERROR,
					(errcode(ERRCODE_DATA_EXCEPTION),
					 errmsg("frame at byte %zu is cut off", at)));
		memcpy(&header, data + at, sizeof(header));
		if (memcmp(header.magic, FRAME_MAGIC, sizeof(header.magic)) != 0)
			ereport(ERROR,
					(errcode(ERRCODE_DATA_EXCEPTION),
					 errmsg("no frame at byte %zu", at),
					 errhint("Frames are what a slot gives with format 'frames', the default.")));
		if (header.body_length > len - at - sizeof(header))
			ereport(ERROR,
					(errcode(ERRCODE_DATA_EXCEPTION),
					 errmsg("frame at byte %zu is cut off", at)));

		values[0] = CStringGetTextDatum(frame_kind_name(header.kind));
		values[1] = BoolGetDatum((header.flags & FLAG_IN_PROGRESS) != 0);
		values[2] = Int64GetDatum(header.relation);
		values[3] = Int64GetDatum(header.generation);
		values[4] = LSNGetDatum(header.position);
		values[5] = Int64GetDatum(header.rows);
		values[6] = Int64GetDatum(sizeof(header) + header.body_length);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
		at += sizeof(header) + header.body_length;
	}
	return (Datum) 0;
}
