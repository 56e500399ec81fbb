/*
 * utf8.c
 *		Text of the server as UTF-8.
 *
 * The server converts all of a text or fails, and would fail again at every new
 * attempt to decode it. Some encodings have byte sequences that Unicode has no
 * character for (EUC_JP leaves whole rows unassigned), and the server checks only
 * that they are well-formed. So what can't be converted is escaped, byte by byte.
 */
#include "postgres.h"
#include "utf8.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

/* Of an escaped byte: the escape and two digits. */
#define MAX_GROWTH (sizeof(UTF8_ESCAPE) - 1 + 2)

void
utf8_check_database(void)
{
	if (GetDatabaseEncoding() != PG_MULE_INTERNAL)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("wal2arrow cannot decode a database with encoding \"%s\"", GetDatabaseEncodingName()),
			 errdetail("Arrow's text is UTF-8, and PostgreSQL has no conversion from \"%s\" to it.",
					   GetDatabaseEncodingName()),
			 errhint("Move the data to a database with another encoding, such as UTF8.")));
}

bool
utf8_is_converted(void)
{
	return GetDatabaseEncoding() != PG_UTF8 && GetDatabaseEncoding() != PG_SQL_ASCII;
}

ArrowKind
text_kind(void)
{
	return GetDatabaseEncoding() == PG_SQL_ASCII ? ARROW_BINARY : ARROW_UTF8;
}

static void
look_up_conversion(FmgrInfo *conversion)
{
	Oid			function = FindDefaultConversionProc(GetDatabaseEncoding(), PG_UTF8);

	if (!OidIsValid(function))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("default conversion function for encoding \"%s\" to \"UTF8\" does not exist",
						GetDatabaseEncodingName())));
	fmgr_info_cxt(function, conversion, TopMemoryContext);
}

/*
 * The database's conversion to UTF-8, which a conversion function needs no memory
 * for. Messages outside of a transaction come outside of one here, too.
 */
static FmgrInfo *
conversion_to_utf8(void)
{
	static FmgrInfo conversion;

	if (conversion.fn_addr != NULL)
		return &conversion;
	if (IsTransactionState())
		look_up_conversion(&conversion);
	else
	{
		MemoryContext context = CurrentMemoryContext;
		ResourceOwner owner = CurrentResourceOwner;

		StartTransactionCommand();
		look_up_conversion(&conversion);
		CommitTransactionCommand();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
	}
	return &conversion;
}

static bool
is_ascii_only(const char *s, Size len)
{
	for (Size i = 0; i < len; i++)
		if (IS_HIGHBIT_SET(s[i]))
			return false;
	return true;
}

static char *
escape_byte(char *to, unsigned char byte)
{
	static const char digits[] = "0123456789ABCDEF";

	memcpy(to, UTF8_ESCAPE, sizeof(UTF8_ESCAPE) - 1);
	to += sizeof(UTF8_ESCAPE) - 1;
	*to++ = digits[byte >> 4];
	*to++ = digits[byte & 0x0F];
	return to;
}

const char *
server_to_utf8(const char *s, Size *len)
{
	FmgrInfo   *conversion;
	const char *end = s + *len;
	char	   *converted;
	char	   *to;

	if (!utf8_is_converted() || is_ascii_only(s, *len))
		return s;
	conversion = conversion_to_utf8();
	to = converted = MemoryContextAllocHuge(CurrentMemoryContext, *len * MAX_GROWTH + 1);
	for (;;)
	{
		/* Converts up to the first character that it can't, and puts a zero byte behind. */
		s += DatumGetInt32(FunctionCall6(conversion,
										 Int32GetDatum(GetDatabaseEncoding()), Int32GetDatum(PG_UTF8),
										 CStringGetDatum(s), CStringGetDatum(to),
										 Int32GetDatum((int32) (end - s)), BoolGetDatum(true)));
		to += strlen(to);
		if (s >= end)
			break;
		CHECK_FOR_INTERRUPTS();
		for (const char *next = s + Min(pg_mblen(s), end - s); s < next; s++)
			to = escape_byte(to, (unsigned char) *s);
		if (s >= end)
			break;
	}
	*len = to - converted;
	*to = '\0';
	return converted;
}

const char *
to_utf8(const char *s)
{
	StringInfoData escaped;
	Size		len = strlen(s);

	if (GetDatabaseEncoding() != PG_SQL_ASCII)
		return server_to_utf8(s, &len);
	if (pg_verify_mbstr(PG_UTF8, s, (int) len, true))
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
