/*
 * server_strings.c
 *		Strings, string buffers, lists and sets.
 */
#include "fuzz.h"
#include "server.h"

#include <stdarg.h>
#include <stdio.h>

#include "lib/stringinfo.h"
#include "nodes/bitmapset.h"
#include "nodes/pg_list.h"
#include "parser/scansup.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/varlena.h"

#undef vsnprintf

char *
pstrdup(const char *s)
{
	Size		size = strlen(s) + 1;

	return memcpy(palloc(size), s, size);
}

char *
psprintf(const char *format,...)
{
	va_list		args;
	int			len;
	char	   *s;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	s = palloc(len + 1);
	va_start(args, format);
	vsnprintf(s, len + 1, format, args);
	va_end(args);
	return s;
}

void
initStringInfo(StringInfo s)
{
	s->maxlen = 1024;
	s->data = palloc(s->maxlen);
	resetStringInfo(s);
}

void
resetStringInfo(StringInfo s)
{
	s->data[0] = '\0';
	s->len = 0;
	s->cursor = 0;
}

StringInfo
makeStringInfo(void)
{
	StringInfo	s = palloc(sizeof(StringInfoData));

	initStringInfo(s);
	return s;
}

void
enlargeStringInfo(StringInfo s, int needed)
{
	Size		size = s->maxlen;

	REQUIRE(needed >= 0 && (Size) s->len + needed < MaxAllocSize, "a string of %d and %d bytes is too large", s->len, needed);
	while (size < (Size) s->len + needed + 1)
		size *= 2;
	if (size == (Size) s->maxlen)
		return;
	s->data = repalloc(s->data, size);
	s->maxlen = (int) size;
}

static void
append_bytes(StringInfo s, const char *bytes, int len)
{
	enlargeStringInfo(s, len);
	memcpy(s->data + s->len, bytes, len);
	s->len += len;
	s->data[s->len] = '\0';
}

void
appendStringInfoString(StringInfo s, const char *more)
{
	append_bytes(s, more, (int) strlen(more));
}

void
appendStringInfoChar(StringInfo s, char c)
{
	append_bytes(s, &c, 1);
}

void
appendStringInfo(StringInfo s, const char *format,...)
{
	char		text[1024];
	va_list		args;
	int			len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	REQUIRE(len >= 0 && len < (int) sizeof(text), "a formatted text of %d bytes is not expected", len);
	append_bytes(s, text, len);
}

void
escape_json(StringInfo to, const char *s)
{
	appendStringInfoChar(to, '"');
	for (; *s; s++)
	{
		if (*s == '"' || *s == '\\')
			appendStringInfo(to, "\\%c", *s);
		else if ((unsigned char) *s < ' ')
			appendStringInfo(to, "\\u%04x", *s);
		else
			appendStringInfoChar(to, *s);
	}
	appendStringInfoChar(to, '"');
}

List *
lappend(List *list, void *element)
{
	List	   *longer = palloc(offsetof(List, initial_elements) + sizeof(ListCell) * (list_length(list) + 1));

	longer->type = T_List;
	longer->length = list_length(list) + 1;
	longer->max_length = longer->length;
	longer->elements = longer->initial_elements;
	if (list != NIL)
	{
		memcpy(longer->elements, list->elements, sizeof(ListCell) * list->length);
		pfree(list);
	}
	longer->elements[longer->length - 1].ptr_value = element;
	return longer;
}

void
list_free(List *list)
{
	if (list != NIL)
		pfree(list);
}

/* A set is an array of 64 words here. */
bool
bms_is_member(int x, const Bitmapset *a)
{
	return a != NULL && ((const uint64 *) a)[x / 64] >> (x % 64) & 1;
}

bool
scanner_isspace(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

char *
downcase_identifier(const char *identifier, int len, bool warn, bool truncate)
{
	char	   *lower = palloc(len + 1);

	for (int i = 0; i < len; i++)
		lower[i] = identifier[i] >= 'A' && identifier[i] <= 'Z' ? identifier[i] + ('a' - 'A') : identifier[i];
	lower[len] = '\0';
	return lower;
}

/* Cuts the string into names, in place. */
bool
SplitIdentifierString(char *s, char separator, List **names)
{
	*names = NIL;
	while (scanner_isspace(*s))
		s++;
	if (*s == '\0')
		return true;
	for (;;)
	{
		char	   *name;
		char	   *to;
		bool		quoted = *s == '"';

		name = to = quoted ? ++s : s;
		for (;;)
		{
			if (quoted && *s == '"' && s[1] == '"')
				s++;
			else if (quoted ? *s == '"' : *s == separator || scanner_isspace(*s))
				break;
			if (*s == '\0')
				break;
			*to++ = *s++;
		}
		if (quoted ? *s++ != '"' : to == name)
			return false;
		while (scanner_isspace(*s))
			s++;
		if (*s != '\0' && *s != separator)
			return false;
		if (!quoted)
			name = downcase_identifier(name, (int) (to - name), false, false);
		else
			name = pnstrdup(name, to - name);
		*names = lappend(*names, name);
		if (*s++ == '\0')
			return true;
		while (scanner_isspace(*s))
			s++;
	}
}

char *
pnstrdup(const char *s, Size len)
{
	char	   *copy = palloc(len + 1);

	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}
