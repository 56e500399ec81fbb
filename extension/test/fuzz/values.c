/*
 * values.c
 *		Random types and values, with what the README says that they arrive as.
 */
#include "fuzz.h"
#include "server.h"
#include "numbers.h"
#include "values.h"

#include "catalog/pg_type.h"
#include "datatype/timestamp.h"
#include "mb/pg_wchar.h"
#include "utils/date.h"

#define EPOCH_DAYS 10957		/* from 1970 to 2000 */
#define EPOCH_US ((int128) EPOCH_DAYS * 86400 * 1000000)

static bool corruption_allowed;

void
values_allow_corruption(bool allow)
{
	corruption_allowed = allow;
}

static ArrowKind
expected_text_kind(void)
{
	return GetDatabaseEncoding() == PG_SQL_ASCII ? ARROW_BINARY : ARROW_UTF8;
}

/* False where numeric has no Decimal128 of its precision and scale. */
static bool
decimal_typmod(int32 typmod, int *precision, int *scale)
{
	if (typmod < 4)
		return false;
	*precision = (typmod - 4) >> 16;
	*scale = (typmod - 4) & 0x7FF;
	return *precision <= 38 && *scale <= *precision;
}

static char *
choose_name(void)
{
	Size		len;

	return choose_server_text((int) choose_from(1, 15), &len);
}

ServerAttribute
choose_attribute(int depth)
{
	ServerAttribute attribute = {.name = choose_name(), .is_dropped = choose_one_in(8)};

	attribute.type = choose_type(depth, &attribute.typmod)->oid;
	return attribute;
}

static const ServerType *
choose_enum(void)
{
	ServerType	type = {.typtype = TYPTYPE_ENUM, .len = 4, .byval = true, .align = TYPALIGN_INT};

	type.nlabels = (int) choose_from(1, 5);
	type.labels = palloc(sizeof(char *) * type.nlabels);
	for (int i = 0; i < type.nlabels; i++)
		type.labels[i] = choose_name();
	return catalog_add(&type);
}

static const ServerType *
choose_array(int depth, int32 *typmod)
{
	ServerType	type = {.typtype = TYPTYPE_BASE, .len = -1};
	const ServerType *element;

	/* An array's element is no array by itself, but can be a domain over one. */
	do
		element = choose_type(depth - 1, typmod);
	while (element->element != InvalidOid || element->typtype == TYPTYPE_PSEUDO);
	type.element = element->oid;
	type.align = element->align == TYPALIGN_DOUBLE ? TYPALIGN_DOUBLE : TYPALIGN_INT;
	return catalog_add(&type);
}

static const ServerType *
choose_composite(int depth)
{
	ServerType	type = {.typtype = TYPTYPE_COMPOSITE, .len = -1, .align = TYPALIGN_DOUBLE};

	type.nattributes = (int) choose_from(0, 5);
	type.attributes = palloc(sizeof(ServerAttribute) * type.nattributes);
	for (int i = 0; i < type.nattributes; i++)
		type.attributes[i] = choose_attribute(depth - 1);
	return catalog_add(&type);
}

static const ServerType *
choose_domain(int depth)
{
	ServerType	type;
	int32		typmod;
	const ServerType *base = choose_type(depth - 1, &typmod);

	type = *base;
	type.typtype = TYPTYPE_DOMAIN;
	type.base = base->oid;
	type.base_typmod = typmod;
	type.element = InvalidOid;
	return catalog_add(&type);
}

const ServerType *
choose_type(int depth, int32 *typmod)
{
	const ServerType *type;

	*typmod = -1;
	switch (depth > 0 ? choose_byte() % 8 : 7)
	{
		case 0:
			return choose_enum();
		case 1:
		case 2:
			return choose_array(depth, typmod);
		case 3:
			return choose_composite(depth);
		case 4:
			return choose_domain(depth);
		default:
			break;
	}
	type = choose_one_in(8) ? catalog_type(NUMERICOID) : catalog_choose_builtin();
	if (type->oid == NUMERICOID && !choose_one_in(4))
	{
		int			precision = (int) choose_from(1, choose_one_in(8) ? 50 : 38);

		*typmod = (int32) (precision << 16 | choose_from(0, precision)) + 4;
	}
	return type;
}

static ArrowField *
expected_fields(const ServerAttribute *attributes, int n, int *nfields)
{
	ArrowField *fields = palloc0(sizeof(ArrowField) * n);

	*nfields = 0;
	for (int i = 0; i < n; i++)
	{
		ArrowField *field = &fields[*nfields];

		if (attributes[i].is_dropped)
			continue;
		field->name = expected_name(attributes[i].name);
		field->nullable = true;
		field->type = expected_type(attributes[i].type, attributes[i].typmod, true);
		(*nfields)++;
	}
	return fields;
}

/* A composite type without any is text. */
static bool
is_struct(const ServerType *type)
{
	for (int i = 0; type->typtype == TYPTYPE_COMPOSITE && i < type->nattributes; i++)
		if (!type->attributes[i].is_dropped)
			return true;
	return false;
}

ArrowType
expected_type(Oid oid, int32 typmod, bool nested)
{
	const ServerType *type = catalog_base(oid, &typmod);
	ServerAttribute item = {.name = "item", .type = type->element, .typmod = typmod};
	ArrowType	arrow = {0};

	if (nested && type->element != InvalidOid && type->oid != OIDVECTOROID)
	{
		arrow.kind = ARROW_LIST;
		arrow.children = expected_fields(&item, 1, &arrow.nchildren);
		return arrow;
	}
	if (nested && is_struct(type))
	{
		arrow.kind = ARROW_STRUCT;
		arrow.children = expected_fields(type->attributes, type->nattributes, &arrow.nchildren);
		return arrow;
	}
	switch (type->oid)
	{
		case BOOLOID:
			return (ArrowType) {.kind = ARROW_BOOL};
		case INT2OID:
		case INT4OID:
		case INT8OID:
			return (ArrowType) {.kind = ARROW_INT, .width = 8 * type->len, .is_signed = true};
		case OIDOID:
			return (ArrowType) {.kind = ARROW_INT, .width = 32};
		case FLOAT4OID:
		case FLOAT8OID:
			return (ArrowType) {.kind = ARROW_FLOAT, .width = 8 * type->len};
		case BYTEAOID:
			return (ArrowType) {.kind = ARROW_BINARY};
		case DATEOID:
			return (ArrowType) {.kind = ARROW_DATE32};
		case TIMEOID:
			return (ArrowType) {.kind = ARROW_TIME64_US};
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return (ArrowType) {.kind = ARROW_TIMESTAMP_US, .is_utc = type->oid == TIMESTAMPTZOID};
		case INTERVALOID:
			return (ArrowType) {.kind = ARROW_MONTH_DAY_NANO};
		case UUIDOID:
			return (ArrowType) {.kind = ARROW_FIXED_SIZE_BINARY, .width = 16};
		default:
			break;
	}
	if (type->oid == NUMERICOID && decimal_typmod(typmod, &arrow.precision, &arrow.scale))
		arrow.kind = ARROW_DECIMAL128;
	else
		arrow = (ArrowType) {.kind = expected_text_kind()};
	return arrow;
}

Value
null_value(void)
{
	return (Value) {.stored = {.is_null = true}, .cell = null_cell()};
}

static void
set_bytes(Value *value, const void *bytes, Size len)
{
	value->stored.bytes = memcpy(palloc(len), bytes, len);
	value->stored.len = len;
}

/* Arrives as the bytes are. */
static void
set_same(Value *value, const void *bytes, Size len)
{
	set_bytes(value, bytes, len);
	value->cell = bytes_cell(bytes, len);
}

/* Arrives as what the output function prints. */
static void
set_printed(Value *value, const ServerType *type, const void *bytes, Size len)
{
	char	   *text;
	char	   *utf8;
	Size		utf8_len;

	set_bytes(value, bytes, len);
	text = catalog_output(type, bytes, len);
	utf8 = expected_utf8(text, strlen(text), &utf8_len);
	value->cell = bytes_cell(utf8, utf8_len);
}

static void
choose_date(Value *value)
{
	int32		date = (int32) choose_from(DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE, DATE_END_JULIAN - POSTGRES_EPOCH_JDATE - 1);
	int32		sent;

	if (choose_one_in(4))
		date = choose_bool() ? PG_INT32_MAX : PG_INT32_MIN;
	else if (choose_one_in(4))
		date = (int32) (choose_bool() ? DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE : DATE_END_JULIAN - POSTGRES_EPOCH_JDATE - 1);
	sent = date == PG_INT32_MAX || date == PG_INT32_MIN ? date : date + EPOCH_DAYS;
	set_bytes(value, &date, 4);
	value->cell = bytes_cell(&sent, 4);
}

static void
choose_timestamp(Value *value)
{
	int64		timestamp = choose_from(MIN_TIMESTAMP, END_TIMESTAMP - 1);
	int64		sent;
	int128		since_1970;

	if (choose_one_in(4))
		timestamp = choose_bool() ? PG_INT64_MAX : PG_INT64_MIN;
	else if (choose_one_in(4))
		timestamp = choose_bool() ? MIN_TIMESTAMP : END_TIMESTAMP - 1;
	else if (choose_one_in(4))
		timestamp = PG_INT64_MAX - (int64) EPOCH_US + choose_from(-3, 3);
	since_1970 = timestamp + EPOCH_US;
	if (timestamp == PG_INT64_MAX || timestamp == PG_INT64_MIN)
		sent = timestamp;
	else if (since_1970 < PG_INT64_MAX)
		sent = (int64) since_1970;
	else
		/* What pg.wrapped_add says, backwards. */
		sent = (int64) (since_1970 - (((int128) 1 << 64) - 2));
	set_bytes(value, &timestamp, 8);
	value->cell = bytes_cell(&sent, 8);
}

static void
choose_interval(Value *value)
{
	struct
	{
		int64		time;
		int32		day;
		int32		month;
	}			stored = {choose_from(PG_INT64_MIN / 1000, PG_INT64_MAX / 1000), (int32) choose_u64(), (int32) choose_u64()};
	struct
	{
		int32		month;
		int32		day;
		int64		nanoseconds;
	}			sent;
	int128		nanoseconds;

	if (choose_one_in(6))
		stored.time = (int64) choose_u64();
	else if (choose_one_in(6))
		stored.time = (choose_bool() ? PG_INT64_MIN / 1000 : PG_INT64_MAX / 1000) + choose_from(-1, 1);
	nanoseconds = (int128) stored.time * 1000;
	value->misfits = nanoseconds < PG_INT64_MIN || nanoseconds > PG_INT64_MAX;
	sent.month = stored.month;
	sent.day = stored.day;
	sent.nanoseconds = (int64) nanoseconds;
	set_bytes(value, &stored, 16);
	value->cell = bytes_cell(&sent, 16);
}

static void
choose_decimal(Value *value, int precision, int scale)
{
	static const uint16 nan = 0xC000;
	bool		is_nan = choose_one_in(12);
	int128		sent = (int128) ((uint128) 1 << 127);
	char	   *bytes;
	Size		len;
	Number		number;

	if (corruption_allowed && choose_one_in(30))
	{
		number = (Number) {.weight = 20, .ngroups = 1, .groups = {1}};
		value->is_corrupt = true;
	}
	else
		number = choose_number(precision, scale);
	if (is_nan && !value->is_corrupt)
		set_bytes(value, &nan, 2);
	else
	{
		bytes = number_bytes(&number, scale, choose_bool(), &len);
		set_bytes(value, bytes, len);
		REQUIRE(number_value(&number, scale, &sent) != value->is_corrupt, "the target makes numbers that fit");
	}
	value->cell = bytes_cell(&sent, 16);
}

static Stored *
stored_of(const Value *values, int n)
{
	Stored	   *stored = palloc(sizeof(Stored) * n);

	for (int i = 0; i < n; i++)
		stored[i] = values[i].stored;
	return stored;
}

static void
add_part(Value *whole, const Value *part)
{
	/* Whether the rest would have been corrupt is never known, once a part does not fit. */
	if (!whole->misfits)
		whole->is_corrupt |= part->is_corrupt;
	whole->misfits |= part->misfits && !whole->is_corrupt;
}

static void
choose_elements(Value *value, const ServerType *type, int32 typmod, bool nested)
{
	int			n = choose_one_in(5) ? 0 : choose_length(choose_one_in(20) ? 150 : 6);
	int			ndim = n == 0 ? 0 : choose_one_in(10) ? 2 : 1;
	int			lower_bound = choose_one_in(10) ? (int) choose_from(-1, 2) : 1;
	Value	   *elements = palloc(sizeof(Value) * n);
	const char *bytes;
	Size		len;

	value->cell = palloc0(sizeof(Cell));
	value->cell->nparts = n;
	value->cell->parts = palloc(sizeof(Cell *) * n);
	value->misfits = ndim == 2 || (ndim == 1 && lower_bound != 1);
	for (int i = 0; i < n; i++)
	{
		elements[i] = choose_one_in(6) ? null_value() : choose_value(type->element, typmod, true);
		value->cell->parts[i] = elements[i].cell;
		add_part(value, &elements[i]);
	}
	bytes = stored_array(catalog_type(type->element), stored_of(elements, n), n, ndim, lower_bound, &len);
	set_bytes(value, bytes, len);
}

static void
choose_fields(Value *value, const ServerType *type)
{
	/* Attributes that were added since. */
	int			present = choose_one_in(5) ? (int) choose_from(0, type->nattributes) : type->nattributes;
	Value	   *fields = palloc(sizeof(Value) * type->nattributes);
	const char *bytes;
	Size		len;

	value->cell = palloc0(sizeof(Cell));
	value->cell->parts = palloc(sizeof(Cell *) * type->nattributes);
	for (int i = 0; i < type->nattributes; i++)
	{
		const ServerAttribute *attribute = &type->attributes[i];
		Value	   *field = &fields[i];

		*field = i >= present || choose_one_in(5) ? null_value() : choose_value(attribute->type, attribute->typmod, true);
		/* In a composite there is nothing out of line. */
		if (field->stored.storage == STORE_INDIRECT)
			field->stored.storage = STORE_PLAIN;
		if (attribute->is_dropped)
			continue;
		value->cell->parts[value->cell->nparts++] = field->cell;
		add_part(value, field);
	}
	bytes = stored_composite(type, stored_of(fields, present), present, &len);
	set_bytes(value, bytes, len);
}

static void
choose_base_value(Value *value, const ServerType *type, int32 typmod, bool nested)
{
	char		bytes[NAMEDATALEN];
	int			precision;
	int			scale;
	int64		time;
	Oid			label;
	char	   *s;
	char	   *utf8;
	Size		len;
	Size		utf8_len;

	for (int i = 0; i < NAMEDATALEN; i++)
		bytes[i] = (char) choose_byte();
	switch (type->oid)
	{
		case BOOLOID:
			bytes[0] &= 1;
			set_same(value, bytes, 1);
			return;
		case DATEOID:
			choose_date(value);
			return;
		case TIMEOID:
			time = choose_from(0, USECS_PER_DAY);
			set_same(value, &time, 8);
			return;
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			choose_timestamp(value);
			return;
		case INTERVALOID:
			choose_interval(value);
			return;
		case BYTEAOID:
			len = choose_length(choose_one_in(30) ? 5000 : 300);
			set_same(value, choose_chars((int) len), len);
			return;
		case TEXTOID:
		case VARCHAROID:
		case BPCHAROID:
		case JSONOID:
			s = choose_server_text(choose_length(choose_one_in(30) ? 2000 : 300), &len);
			utf8 = expected_utf8(s, len, &utf8_len);
			set_bytes(value, s, len);
			value->cell = bytes_cell(utf8, utf8_len);
			return;
		case NAMEOID:
			s = choose_name();
			memset(bytes, 0, NAMEDATALEN);
			memcpy(bytes, s, strlen(s));
			utf8 = expected_utf8(s, strlen(s), &utf8_len);
			set_bytes(value, bytes, NAMEDATALEN);
			value->cell = bytes_cell(utf8, utf8_len);
			return;
		case JSONBOID:
			s = choose_server_text(choose_length(300), &len);
			set_printed(value, type, s, len);
			return;
		case UNKNOWNOID:
			s = choose_chars(choose_length(40));
			set_printed(value, type, s, strlen(s));
			return;
		default:
			break;
	}
	if (type->oid == NUMERICOID && decimal_typmod(typmod, &precision, &scale))
		choose_decimal(value, precision, scale);
	else if (type->typtype == TYPTYPE_ENUM)
	{
		label = (Oid) choose_from(0, type->nlabels - 1);
		set_printed(value, type, &label, sizeof(label));
	}
	else if (type->len == -1)
	{
		len = choose_length(200);
		set_printed(value, type, choose_chars((int) len), len);
	}
	else if (expected_type(type->oid, typmod, nested).kind == expected_text_kind())
		set_printed(value, type, bytes, type->len);
	else
		set_same(value, bytes, type->len);
}

Value
choose_value(Oid oid, int32 typmod, bool nested)
{
	const ServerType *type = catalog_base(oid, &typmod);
	bool		is_array = type->element != InvalidOid && type->oid != OIDVECTOROID;
	Value		value = {0};
	char	   *text;
	Size		len;

	if (is_array)
		choose_elements(&value, type, typmod, nested);
	else if (type->typtype == TYPTYPE_COMPOSITE)
		choose_fields(&value, type);
	else
		choose_base_value(&value, type, typmod, nested);

	/* As text everything fits, and nobody looks whether it is a number. */
	if (nested ? type->typtype == TYPTYPE_COMPOSITE && !is_struct(type) : is_array || type->typtype == TYPTYPE_COMPOSITE)
	{
		value.misfits = value.is_corrupt = false;
		set_printed(&value, type, value.stored.bytes, value.stored.len);
	}
	if (value.misfits)
	{
		text = catalog_output(type, value.stored.bytes, value.stored.len);
		value.text = expected_utf8(text, strlen(text), &len);
	}
	if (type->len == -1)
		value.stored.storage = (Storage) choose_from(value.stored.len <= 126 ? STORE_PLAIN : STORE_COMPRESSED, STORE_INDIRECT);
	if (value.stored.len > 126 && choose_one_in(2))
		value.stored.storage = STORE_PLAIN;
	return value;
}
