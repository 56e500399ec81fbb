/*
 * encoder.c
 *		PostgreSQL type to Arrow type, and the value in a tuple to a column.
 *
 * type_rules is the one place that says how a type travels. What it does not
 * name goes as PostgreSQL's own text.
 */
#include "encoder.h"

#include "access/detoast.h"
#include "access/tupmacs.h"
#include "catalog/pg_type_d.h"
#include "datatype/timestamp.h"
#include "decimal.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
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

char *
to_utf8(const char *s)
{
	StringInfoData escaped;

	if (GetDatabaseEncoding() != PG_SQL_ASCII)
		return pg_server_to_any(s, strlen(s), PG_UTF8);
	if (pg_verify_mbstr(PG_UTF8, s, strlen(s), true))
		return pstrdup(s);

	/* Bytes of no known encoding: keep names apart, and valid. */
	initStringInfo(&escaped);
	for (; *s; s++)
	{
		if (IS_HIGHBIT_SET(*s))
			appendStringInfo(&escaped, "\\x%02X", (unsigned char) *s);
		else
			appendStringInfoChar(&escaped, *s);
	}
	return escaped.data;
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

void
encoder_init(Encoder *encoder, Oid type, int32 typmod, List **metadata)
{
	const TypeRule *rule = &other_rule;
	TypeRule	decimal;

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
	get_typlenbyval(type, &encoder->len, &encoder->byval);
	if (rule->encoding == ENCODE_OUTPUT)
	{
		Oid			function;
		bool		is_varlena;

		getTypeOutputInfo(type, &function, &is_varlena);
		fmgr_info(function, &encoder->output);
	}

	/*
	 * A SQL_ASCII database does not know what its bytes mean, so they cannot be
	 * called UTF-8; in UTF-8 databases text is copied as it is.
	 */
	if (encoder->arrow.kind == ARROW_UTF8 && GetDatabaseEncoding() == PG_SQL_ASCII)
		encoder->arrow.kind = ARROW_BINARY;
	else if (rule->extension)
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

static Size
append_utf8(Column *col, int64 row, const char *s, Size len)
{
	const char *converted = s;

	if (GetDatabaseEncoding() != PG_SQL_ASCII)
		converted = pg_server_to_any(s, (int) len, PG_UTF8);
	if (converted != s)
		len = strlen(converted);
	column_append_bytes(col, row, converted, len);
	return len;
}

Size
encoder_append(const Encoder *encoder, Column *col, int64 row, const char *value)
{
	switch (encoder->encoding)
	{
		case ENCODE_BOOL:
			col->values[row >> 3] |= (char) ((*value != 0) << (row & 7));
			return 0;

		case ENCODE_FIXED:
			/* Constant sizes, so that each copy is one or two instructions. */
			switch (col->width)
			{
				case 2:
					memcpy(col->values + row * 2, value, 2);
					break;
				case 4:
					memcpy(col->values + row * 4, value, 4);
					break;
				case 8:
					memcpy(col->values + row * 8, value, 8);
					break;
				default:
					memcpy(col->values + row * col->width, value, col->width);
					break;
			}
			return 0;

		case ENCODE_DATE:
			{
				DateADT		date;

				memcpy(&date, value, sizeof(date));
				if (!DATE_NOT_FINITE(date))
					date += UNIX_EPOCH_DAYS;
				((int32 *) col->values)[row] = date;
				return 0;
			}

		case ENCODE_TIMESTAMP:
			{
				int64		timestamp;

				memcpy(&timestamp, value, sizeof(timestamp));
				((int64 *) col->values)[row] = unix_microseconds(timestamp);
				return 0;
			}

		case ENCODE_DECIMAL:
			{
				const struct varlena *numeric = (const struct varlena *) value;

				/* Out of line or compressed is possible, if never seen. */
				if (unlikely(VARATT_IS_EXTERNAL(numeric) || VARATT_IS_COMPRESSED(numeric)))
					numeric = detoast_attr((struct varlena *) value);
				decimal128_encode(VARDATA_ANY(numeric), VARSIZE_ANY_EXHDR(numeric),
								  encoder->arrow.scale, col->values + row * 16);
				return 0;
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
					return append_utf8(col, row, VARDATA_ANY(varlena), len);
				column_append_bytes(col, row, VARDATA_ANY(varlena), len);
				return len;
			}

		case ENCODE_NAME:
			return append_utf8(col, row, value, strnlen(value, NAMEDATALEN));

		case ENCODE_OUTPUT:
			{
				Datum		datum = fetch_att(value, encoder->byval, encoder->len);
				char	   *text = OutputFunctionCall((FmgrInfo *) &encoder->output, datum);

				return append_utf8(col, row, text, strlen(text));
			}
	}
	pg_unreachable();
}
