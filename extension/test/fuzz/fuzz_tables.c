/*
 * fuzz_tables.c
 *		The "tables" option: names survive quoting, whatever they are, and what is accepted
 *		can be written down and read again.
 */
#include "fuzz.h"
#include "server.h"

#include "../../src/table_filter.h"
#include "lib/stringinfo.h"

typedef struct Parse
{
	const char *value;
	List	   *patterns;
} Parse;

static void
parse(void *argument)
{
	Parse	   *parse = argument;

	parse->patterns = table_filter_parse(parse->value);
}

static void
append_space(StringInfo to)
{
	while (choose_one_in(5))
		appendStringInfoChar(to, " \t\n\r\f"[choose_from(0, 4)]);
}

static void
append_quoted(StringInfo to, const char *name)
{
	appendStringInfoChar(to, '"');
	for (; *name; name++)
	{
		if (*name == '"')
			appendStringInfoChar(to, '"');
		appendStringInfoChar(to, *name);
	}
	appendStringInfoChar(to, '"');
}

static char *
write_patterns(List *patterns)
{
	StringInfoData to;
	ListCell   *lc;

	initStringInfo(&to);
	foreach(lc, patterns)
	{
		const TablePattern *pattern = lfirst(lc);

		if (to.len > 0)
			appendStringInfoChar(&to, ',');
		append_space(&to);
		append_quoted(&to, pattern->schema);
		append_space(&to);
		appendStringInfoChar(&to, '.');
		append_space(&to);
		if (pattern->table)
			append_quoted(&to, pattern->table);
		else
			appendStringInfoChar(&to, '*');
		append_space(&to);
	}
	return to.data;
}

static bool
is_equal(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
require_read_again(List *patterns)
{
	Parse		again = {write_patterns(patterns)};
	ServerError error;
	ListCell   *a;
	ListCell   *b;

	REQUIRE(server_try(parse, &again, &error), "%s is refused: %s", again.value, error.message);
	REQUIRE(list_length(patterns) == list_length(again.patterns), "%s has another number of tables", again.value);
	forboth(a, patterns, b, again.patterns)
	{
		const TablePattern *x = lfirst(a);
		const TablePattern *y = lfirst(b);

		REQUIRE(is_equal(x->schema, y->schema) && is_equal(x->table, y->table), "%s is read as another name", again.value);
		REQUIRE(table_filter_matches(again.patterns, x->schema, x->table ? x->table : "anything"), "%s misses a table", again.value);
	}
}

static void
test_names(void)
{
	List	   *patterns = NIL;
	const char *schema = choose_chars((int) choose_from(1, 4));
	const char *table = choose_chars((int) choose_from(1, 4));
	bool		expected = false;

	for (int n = (int) choose_from(1, 6); n > 0; n--)
	{
		TablePattern *pattern = palloc0(sizeof(TablePattern));

		pattern->schema = choose_bool() ? pstrdup(schema) : choose_chars(1 + choose_length(70));
		if (!choose_one_in(4))
			pattern->table = choose_bool() ? pstrdup(table) : choose_chars(1 + choose_length(70));
		patterns = lappend(patterns, pattern);
		expected |= is_equal(pattern->schema, schema) && (pattern->table == NULL || is_equal(pattern->table, table));
	}
	require_read_again(patterns);
	REQUIRE(table_filter_matches(patterns, schema, table) == expected, "%s.%s", schema, table);
}

static void
test_text(void)
{
	static const char *const pieces[] = {"public", "\"", "\"\"", ".", "*", ",", " ", "A", "\"a b\"", ".*", "x.y,", "\"\"\""};
	StringInfoData text;
	Parse		attempt;
	ServerError error;

	initStringInfo(&text);
	for (int n = choose_length(40); n > 0; n--)
		appendStringInfoString(&text, choose_one_in(4) ? choose_chars(1) : pieces[choose_from(0, lengthof(pieces) - 1)]);
	attempt.value = pstrdup(text.data);
	if (!server_try(parse, &attempt, &error))
	{
		require_good_error(&error);
		REQUIRE(error.sqlstate == ERRCODE_INVALID_NAME && error.hint[0] != '\0', "\"%s\" lacks a code or hint", error.message);
		return;
	}
	REQUIRE(attempt.patterns != NIL, "\"%s\" names no table", attempt.value);
	require_read_again(attempt.patterns);
}

void
fuzz_one(void)
{
	if (choose_bool())
		test_names();
	else
		test_text();
}
