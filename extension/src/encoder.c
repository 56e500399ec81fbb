/*
 * encoder.c
 *		PostgreSQL type to Arrow type, and the value in a tuple to a column.
 *
 * type_rules is the one place that says how a type travels. What it does not
 * name goes as PostgreSQL's own text.
 */
#include "compat.h"
#include "encoder.h"

#include "access/detoast.h"
#include "access/tupmacs.h"
#include "access/genam.h"
#include "access/table.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_type_d.h"
#include "datatype/timestamp.h"
#include "decimal.h"
#include "lib/stringinfo.h"
#include "nested.h"
#include "mb/pg_wchar.h"
#include "common/int.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/json.h"
#include "utils/timestamp.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#define UNIX_EPOCH_DAYS (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE)
#define UNIX_EPOCH_US (UNIX_EPOCH_DAYS * USECS_PER_DAY)

typedef struct TypeRule
{
	Oid			type;
	Encoding	encoding;
	ArrowType	arrow;
	const char *extension;		/* Arrow extension name */
	const ArrowKeyValue *notes; /* field metadata, ended by a null key */
} TypeRule;

static const ArrowKeyValue date_notes[] = {
	{"pg.infinity", "2147483647"},
	{"pg.minus_infinity", "-2147483648"},
	{NULL, NULL}
};

/* Only time 24:00:00 is outside of what Arrow calls a time of day. */
static const ArrowKeyValue time_notes[] = {
	{"pg.end_of_day", "86400000000"},
	{NULL, NULL}
};

/*
 * PostgreSQL's timestamps go to the year 294276, int64 microseconds since 1970
 * to 294247. The last 29 years wrap around to below the least timestamp, past
 * the value that is -infinity.
 */
static const ArrowKeyValue timestamp_notes[] = {
	{"pg.infinity", "9223372036854775807"},
	{"pg.minus_infinity", "-9223372036854775808"},
	{"pg.wrapped_below", "-210866803200000000"},
	{"pg.wrapped_add", "18446744073709551614"},
	{NULL, NULL}
};

static const ArrowKeyValue decimal_notes[] = {
	{"pg.nan", DECIMAL128_NAN_TEXT},
	{NULL, NULL}
};

static const TypeRule type_rules[] = {
	{BOOLOID, ENCODE_BOOL, {.kind = ARROW_BOOL}},
	{INT2OID, ENCODE_FIXED, {.kind = ARROW_INT, .width = 16, .is_signed = true}},
	{INT4OID, ENCODE_FIXED, {.kind = ARROW_INT, .width = 32, .is_signed = true}},
	{INT8OID, ENCODE_FIXED, {.kind = ARROW_INT, .width = 64, .is_signed = true}},
	{FLOAT4OID, ENCODE_FIXED, {.kind = ARROW_FLOAT, .width = 32}},
	{FLOAT8OID, ENCODE_FIXED, {.kind = ARROW_FLOAT, .width = 64}},
	{TEXTOID, ENCODE_TEXT, {.kind = ARROW_UTF8}},
	{VARCHAROID, ENCODE_TEXT, {.kind = ARROW_UTF8}},
	{BPCHAROID, ENCODE_TEXT, {.kind = ARROW_UTF8}},
	{NAMEOID, ENCODE_NAME, {.kind = ARROW_UTF8}},
	{JSONOID, ENCODE_TEXT, {.kind = ARROW_UTF8}, .extension = "arrow.json"},
	{JSONBOID, ENCODE_OUTPUT, {.kind = ARROW_UTF8}, .extension = "arrow.json"},
	{BYTEAOID, ENCODE_BYTES, {.kind = ARROW_BINARY}},
	{DATEOID, ENCODE_DATE, {.kind = ARROW_DATE32}, .notes = date_notes},
	{INTERVALOID, ENCODE_INTERVAL, {.kind = ARROW_MONTH_DAY_NANO}},
	{OIDOID, ENCODE_FIXED, {.kind = ARROW_INT, .width = 32}},
	{TIMEOID, ENCODE_FIXED, {.kind = ARROW_TIME64_US}, .notes = time_notes},
	{TIMESTAMPOID, ENCODE_TIMESTAMP, {.kind = ARROW_TIMESTAMP_US}, .notes = timestamp_notes},
	{TIMESTAMPTZOID, ENCODE_TIMESTAMP, {.kind = ARROW_TIMESTAMP_US, .is_utc = true}, .notes = timestamp_notes},
	{UUIDOID, ENCODE_FIXED, {.kind = ARROW_FIXED_SIZE_BINARY, .width = 16}, .extension = "arrow.uuid"},
};

static const TypeRule other_rule = {InvalidOid, ENCODE_OUTPUT, {.kind = ARROW_UTF8}};

ArrowKeyValue *
metadata_entry(const char *key, const char *value)
{
	ArrowKeyValue *entry = palloc(sizeof(ArrowKeyValue));

	entry->key = key;
	entry->value = value;
	return entry;
}

/* numeric(p,s) with 1 <= p <= 38 and 0 <= s <= p fits a Decimal128. */
static bool
decimal_rule(int32 typmod, TypeRule *rule)
{
	int			precision;
	int			scale;

	if (typmod < (int32) VARHDRSZ)
		return false;
	precision = ((typmod - VARHDRSZ) >> 16) & 0xFFFF;
	/* An 11-bit two's complement number. */
	scale = (((typmod - VARHDRSZ) & 0x7FF) ^ 1024) - 1024;
	if (precision > DECIMAL128_MAX_PRECISION || scale < 0 || scale > precision)
		return false;

	memset(rule, 0, sizeof(*rule));
	rule->type = NUMERICOID;
	rule->encoding = ENCODE_DECIMAL;
	rule->arrow.kind = ARROW_DECIMAL128;
	rule->arrow.precision = precision;
	rule->arrow.scale = scale;
	rule->notes = decimal_notes;
	return true;
}

static uint8
align_mask(char align)
{
	switch (align)
	{
		case TYPALIGN_CHAR:
			return 0;
		case TYPALIGN_SHORT:
			return ALIGNOF_SHORT - 1;
		case TYPALIGN_INT:
			return ALIGNOF_INT - 1;
		default:
			return ALIGNOF_DOUBLE - 1;
	}
}

void
attribute_init_skipped(Attribute *attribute, int16 len, char align)
{
	attribute->column = -1;
	attribute->encoder.len = len;
	attribute->encoder.align_mask = align_mask(align);
}

/* An enum's labels in their order, as a JSON array. */
static char *
enum_labels(Oid type)
{
	StringInfoData json;
	Relation	relation = table_open(EnumRelationId, AccessShareLock);
	Relation	index = index_open(EnumTypIdSortOrderIndexId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	initStringInfo(&json);
	ScanKeyInit(&key, Anum_pg_enum_enumtypid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(type));
	scan = systable_beginscan_ordered(relation, index, NULL, 1, &key);
	while ((tuple = systable_getnext_ordered(scan, ForwardScanDirection)) != NULL)
	{
		appendStringInfoChar(&json, json.len == 0 ? '[' : ',');
		escape_json(&json, to_utf8(NameStr(((Form_pg_enum) GETSTRUCT(tuple))->enumlabel)));
	}
	systable_endscan_ordered(scan);
	index_close(index, AccessShareLock);
	table_close(relation, AccessShareLock);
	appendStringInfoString(&json, json.len == 0 ? "[]" : "]");
	return json.data;
}

static void
init_output(Encoder *encoder, Oid type)
{
	Oid			function;
	bool		is_varlena;

	getTypeOutputInfo(type, &function, &is_varlena);
	fmgr_info(function, &encoder->output);
}

void
encoder_init(Encoder *encoder, Oid type, int32 typmod, bool nested, List **metadata)
{
	const TypeRule *rule = &other_rule;
	TypeRule	decimal;
	Oid			element;
	char		align;

	type = getBaseTypeAndTypmod(type, &typmod);
	if (type == NUMERICOID && decimal_rule(typmod, &decimal))
		rule = &decimal;
	else
	{
		for (int i = 0; i < lengthof(type_rules); i++)
			if (type_rules[i].type == type)
				rule = &type_rules[i];
	}

	memset(encoder, 0, sizeof(*encoder));
	encoder->encoding = rule->encoding;
	encoder->arrow = rule->arrow;
	get_typlenbyvalalign(type, &encoder->len, &encoder->byval, &align);
	encoder->align_mask = align_mask(align);
	encoder->can_misfit = rule->encoding == ENCODE_INTERVAL;

	/* Not lists: they count from 0, as no other array does by itself. */
	element = type == OIDVECTOROID || type == INT2VECTOROID ? InvalidOid : get_element_type(type);
	if (nested && rule == &other_rule && OidIsValid(element))
		nested_init_list(encoder, element, typmod);
	else if (nested && rule == &other_rule && get_typtype(type) == TYPTYPE_COMPOSITE)
		nested_init_struct(encoder, type);
	else if (get_typtype(type) == TYPTYPE_ENUM)
		*metadata = lappend(*metadata, metadata_entry("pg.enum", enum_labels(type)));

	if (encoder->encoding == ENCODE_OUTPUT || encoder->can_misfit)
		init_output(encoder, type);

	/* In a SQL_ASCII database text can't be called UTF-8, nor JSON. */
	if (encoder->arrow.kind == ARROW_UTF8)
		encoder->arrow.kind = text_kind();
	if (rule->extension && encoder->arrow.kind != ARROW_BINARY)
	{
		*metadata = lappend(*metadata, metadata_entry("ARROW:extension:name", rule->extension));
		*metadata = lappend(*metadata, metadata_entry("ARROW:extension:metadata", ""));
	}
	if (encoder->encoding == ENCODE_TEXT &&
		(GetDatabaseEncoding() == PG_UTF8 || GetDatabaseEncoding() == PG_SQL_ASCII))
		encoder->encoding = ENCODE_BYTES;
	for (const ArrowKeyValue *note = rule->notes; note && note->key; note++)
		*metadata = lappend(*metadata, metadata_entry(note->key, note->value));
}

int64
unix_microseconds(int64 timestamp)
{
	if (TIMESTAMP_NOT_FINITE(timestamp))
		return timestamp;
	if (unlikely(timestamp >= PG_INT64_MAX - UNIX_EPOCH_US))
		return (int64) ((uint64) timestamp + UNIX_EPOCH_US + 2);
	return timestamp + UNIX_EPOCH_US;
}

static void
append_utf8(Column *col, int64 row, const char *s, Size len, Size *bytes)
{
	s = server_to_utf8(s, &len);
	column_append_bytes(col, row, s, len);
	*bytes += len;
}

const char *
encoder_text(const Encoder *encoder, const char *value, Size *len)
{
	Datum		datum = fetch_att(value, encoder->byval, encoder->len);
	char	   *text = OutputFunctionCall((FmgrInfo *) &encoder->output, datum);

	*len = strlen(text);
	return server_to_utf8(text, len);
}

/*
 * MonthDayNano; an interval of more than 292 years of hours has no place in it.
 * Nor has an infinite one (since 17), whose hours are the extreme ones.
 */
static bool
append_interval(Column *col, int64 row, const char *value)
{
	char	   *to = col->values + row * 16;
	Interval	interval;
	int64		nanoseconds;

	memcpy(&interval, value, sizeof(interval));
	if (pg_mul_s64_overflow(interval.time, 1000, &nanoseconds))
		return false;
	memcpy(to, &interval.month, 4);
	memcpy(to + 4, &interval.day, 4);
	memcpy(to + 8, &nanoseconds, 8);
	return true;
}

bool
encoder_append(const Encoder *encoder, Column *col, int64 row, const char *value, Size *bytes)
{
	switch (encoder->encoding)
	{
		case ENCODE_BOOL:
		case ENCODE_FIXED:
			return encoder_append_inline(encoder, col, row, value, bytes);

		case ENCODE_DATE:
			{
				DateADT		date;

				memcpy(&date, value, sizeof(date));
				if (!DATE_NOT_FINITE(date))
					date += UNIX_EPOCH_DAYS;
				((int32 *) col->values)[row] = date;
				return true;
			}

		case ENCODE_TIMESTAMP:
			{
				int64		timestamp;

				memcpy(&timestamp, value, sizeof(timestamp));
				((int64 *) col->values)[row] = unix_microseconds(timestamp);
				return true;
			}

		case ENCODE_INTERVAL:
			return append_interval(col, row, value);

		case ENCODE_DECIMAL:
			{
				const struct varlena *numeric = (const struct varlena *) value;

				/* Out of line or compressed is possible, if never seen. */
				if (unlikely(VARATT_IS_EXTERNAL(numeric) || VARATT_IS_COMPRESSED(numeric)))
					numeric = detoast_attr((struct varlena *) value);
				decimal128_encode(VARDATA_ANY(numeric), VARSIZE_ANY_EXHDR(numeric),
								  encoder->arrow.scale, col->values + row * 16);
				return true;
			}

		case ENCODE_BYTES:
		case ENCODE_TEXT:
			{
				const struct varlena *varlena = (const struct varlena *) value;
				Size		len;

				if (unlikely(VARATT_IS_EXTERNAL(varlena) || VARATT_IS_COMPRESSED(varlena)))
					varlena = detoast_attr((struct varlena *) value);
				len = VARSIZE_ANY_EXHDR(varlena);
				if (encoder->encoding == ENCODE_TEXT)
					append_utf8(col, row, VARDATA_ANY(varlena), len, bytes);
				else
				{
					column_append_bytes(col, row, VARDATA_ANY(varlena), len);
					*bytes += len;
				}
				return true;
			}

		case ENCODE_NAME:
			append_utf8(col, row, value, strnlen(value, NAMEDATALEN), bytes);
			return true;

		case ENCODE_OUTPUT:
			{
				Size		len;
				const char *text = encoder_text(encoder, value, &len);

				column_append_bytes(col, row, text, len);
				*bytes += len;
				return true;
			}

		case ENCODE_LIST:
			return nested_append_list(encoder, col, row, value, bytes);

		case ENCODE_STRUCT:
			return nested_append_struct(encoder, col, row, value, bytes);
	}
	pg_unreachable();
}
