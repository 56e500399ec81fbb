/*
 * server_encoding.c
 *		Database encodings and their conversion to UTF-8.
 *
 * LATIN1 is the real one. EUC_JP has its real structure, but what a character is in
 * Unicode comes from a hash, and of every four one has no equivalent.
 */
#include "fuzz.h"
#include "server.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/resowner.h"

#define CONVERSION_FUNCTION 4711

static int	encoding;
static bool in_transaction;

ResourceOwner CurrentResourceOwner;

void
server_set_encoding(int new_encoding)
{
	encoding = new_encoding < 0 ? PG_UTF8 : new_encoding;
}

int
GetDatabaseEncoding(void)
{
	return encoding;
}

const char *
GetDatabaseEncodingName(void)
{
	return "the target's";
}

bool
IsTransactionState(void)
{
	return in_transaction;
}

/* Moves to a context of its own, as a transaction does. */
void
StartTransactionCommand(void)
{
	in_transaction = true;
	CurrentMemoryContext = TopMemoryContext;
}

void
CommitTransactionCommand(void)
{
	in_transaction = false;
	CurrentMemoryContext = TopMemoryContext;
}

Oid
FindDefaultConversionProc(int32 from, int32 to)
{
	REQUIRE(in_transaction, "the catalog is read outside of a transaction");
	return CONVERSION_FUNCTION;
}

void
fmgr_info_cxt(Oid function, FmgrInfo *info, MemoryContext context)
{
	memset(info, 0, sizeof(*info));
	info->fn_oid = function;
	info->fn_addr = (PGFunction) fmgr_info_cxt; /* only has to be there */
}

int
pg_mblen(const char *s)
{
	unsigned char lead = (unsigned char) *s;

	if (encoding == PG_EUC_JP)
		return lead == 0x8F ? 3 : lead >= 0x80 ? 2 : 1;
	if (encoding == PG_UTF8)
		return lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
	return 1;
}

/* Appends the Unicode equivalent of one character, if it has one; NULL if not. */
static char *
convert_character(char *to, const unsigned char *s, int len)
{
	uint32		c;
	uint32		hash = 0;

	if (len == 1 && s[0] < 0x80)
	{
		*to++ = (char) s[0];
		return to;
	}
	if (encoding == PG_LATIN1)
	{
		*to++ = (char) (0xC0 | s[0] >> 6);
		*to++ = (char) (0x80 | (s[0] & 0x3F));
		return to;
	}
	if (len != pg_mblen((const char *) s))
		return NULL;
	for (int i = 0; i < len; i++)
	{
		if (s[i] < (i == 0 ? 0x8E : 0xA1) || s[i] == 0xFF || (i == 0 && s[i] > 0x8F && s[i] < 0xA1))
			return NULL;
		hash = hash * 257 + s[i];
	}
	hash *= 2654435761U;
	if (hash >> 30 == 0)
		return NULL;
	hash >>= 8;
	c = len == 3 ? 0x20000 + hash % 0x4000 : 0x3000 + hash % 0x5000;
	if (len == 3)
	{
		*to++ = (char) (0xF0 | c >> 18);
		*to++ = (char) (0x80 | (c >> 12 & 0x3F));
	}
	else
		*to++ = (char) (0xE0 | c >> 12);
	*to++ = (char) (0x80 | (c >> 6 & 0x3F));
	*to++ = (char) (0x80 | (c & 0x3F));
	return to;
}

/* A conversion function with "noError": converts up to what it can't, and says how much. */
Datum
FunctionCall6Coll(FmgrInfo *info, Oid collation, Datum from_encoding, Datum to_encoding,
				  Datum from, Datum destination, Datum length, Datum no_error)
{
	const char *start = DatumGetCString(from);
	const char *s = start;
	const char *end = s + DatumGetInt32(length);
	char	   *to = DatumGetCString(destination);

	REQUIRE(info->fn_oid == CONVERSION_FUNCTION && DatumGetInt32(from_encoding) == encoding &&
			DatumGetInt32(to_encoding) == PG_UTF8 && DatumGetBool(no_error), "an unexpected function call");
	while (s < end && *s != '\0')
	{
		int			len = Min(pg_mblen(s), (int) (end - s));
		char	   *next = convert_character(to, (const unsigned char *) s, len);

		if (next == NULL)
			break;
		to = next;
		s += len;
	}
	*to = '\0';
	return Int32GetDatum((int32) (s - start));
}

bool
pg_verify_mbstr(int of_encoding, const char *text, int len, bool no_error)
{
	const unsigned char *s = (const unsigned char *) text;
	const unsigned char *end = s + len;

	REQUIRE(of_encoding == PG_UTF8 && no_error, "an unexpected verification");
	while (s < end)
	{
		int			n = *s < 0x80 ? 1 : *s >= 0xC2 && *s < 0xE0 ? 2 : *s >= 0xE0 && *s < 0xF0 ? 3 : *s >= 0xF0 && *s < 0xF5 ? 4 : 0;

		if (n == 0 || *s == 0 || end - s < n)
			return false;
		if ((*s == 0xE0 && s[1] < 0xA0) || (*s == 0xED && s[1] > 0x9F) || (*s == 0xF0 && s[1] < 0x90) || (*s == 0xF4 && s[1] > 0x8F))
			return false;
		for (int i = 1; i < n; i++)
			if (s[i] >> 6 != 2)
				return false;
		s += n;
	}
	return true;
}

char *
expected_utf8(const char *s, Size len, Size *utf8_len)
{
	char	   *utf8 = palloc(len * 5 + 1);
	char	   *to = utf8;

	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
	{
		memcpy(utf8, s, len);
		to += len;
	}
	else
	{
		for (Size at = 0; at < len;)
		{
			int			n = Min(pg_mblen(s + at), (int) (len - at));
			char	   *next = convert_character(to, (const unsigned char *) s + at, n);

			if (next != NULL)
				to = next;
			else
			{
				for (int i = 0; i < n; i++)
				{
					char	   *escaped = psprintf("\xEF\xB7\x90%02X", (unsigned char) s[at + i]);

					memcpy(to, escaped, 5);
					to += 5;
				}
			}
			at += n;
		}
	}
	*to = '\0';
	*utf8_len = to - utf8;
	return utf8;
}

char *
expected_name(const char *s)
{
	Size		len = strlen(s);
	char	   *name;
	char	   *to;

	if (encoding != PG_SQL_ASCII || pg_verify_mbstr(PG_UTF8, s, (int) len, true))
		return expected_utf8(s, len, &len);
	name = to = palloc(4 * len + 1);
	for (; *s; s++)
	{
		if ((unsigned char) *s < 0x80)
			*to++ = *s;
		else
		{
			memcpy(to, psprintf("\\x%02X", (unsigned char) *s), 4);
			to += 4;
		}
	}
	*to = '\0';
	return name;
}

char *
choose_server_text(int chars, Size *len)
{
	char	   *s;

	if (encoding == PG_UTF8)
		s = choose_utf8(chars);
	else if (encoding != PG_EUC_JP)
		s = choose_chars(chars);
	else
	{
		char	   *to = s = palloc(3 * chars + 1);

		while (chars-- > 0)
		{
			int			kind = choose_byte() % 4;

			if (kind == 0)
			{
				*to++ = (char) choose_from(1, 0x7F);
				continue;
			}
			*to++ = (char) (kind == 1 ? 0x8E : kind == 2 ? 0x8F : choose_from(0xA1, 0xFE));
			*to++ = (char) choose_from(0xA1, 0xFE);
			if (kind == 2)
				*to++ = (char) choose_from(0xA1, 0xFE);
		}
		*to = '\0';
	}
	*len = strlen(s);
	return s;
}
