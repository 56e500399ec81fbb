/*
 * table_filter.c
 *		The "tables" option: which tables, by name.
 */
#include "table_filter.h"

#include "lib/stringinfo.h"
#include "parser/scansup.h"

static void
syntax_error(const char *value, const char *at)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_NAME),
			 errmsg("invalid value for option \"tables\": \"%s\"", value),
			 errdetail("Unexpected text at character %d.", (int) (at - value) + 1),
			 errhint("Give schema.table or schema.*, separated by commas, in double quotes where SQL would need them.")));
}

static const char *
skip_space(const char *p)
{
	while (scanner_isspace(*p))
		p++;
	return p;
}

/* Reads one identifier as SQL would, and moves past it. */
static char *
read_identifier(const char *value, const char **at)
{
	const char *p = skip_space(*at);
	StringInfoData name;

	initStringInfo(&name);
	if (*p == '"')
	{
		for (p++;; p++)
		{
			if (*p == '\0')
				syntax_error(value, p);
			if (*p == '"' && *++p != '"')
				break;
			appendStringInfoChar(&name, *p);
		}
	}
	else
	{
		while (*p != '\0' && *p != '.' && *p != ',' && *p != '"' && *p != '*' && !scanner_isspace(*p))
			appendStringInfoChar(&name, *p++);
		if (name.len > 0)
			name.data = downcase_identifier(name.data, name.len, false, false);
	}
	if (name.data[0] == '\0')
		syntax_error(value, p);
	*at = skip_space(p);
	return name.data;
}

List *
table_filter_parse(const char *value)
{
	List	   *patterns = NIL;
	const char *p = value;

	for (;;)
	{
		TablePattern *pattern = palloc0(sizeof(TablePattern));

		pattern->schema = read_identifier(value, &p);
		if (*p != '.')
			syntax_error(value, p);
		p = skip_space(p + 1);
		if (*p == '*')
			p = skip_space(p + 1);
		else
			pattern->table = read_identifier(value, &p);
		patterns = lappend(patterns, pattern);
		if (*p == '\0')
			return patterns;
		if (*p != ',')
			syntax_error(value, p);
		p++;
	}
}

bool
table_filter_matches(List *patterns, const char *schema, const char *table)
{
	ListCell   *lc;

	foreach(lc, patterns)
	{
		const TablePattern *pattern = lfirst(lc);

		if (strcmp(pattern->schema, schema) == 0 &&
			(pattern->table == NULL || strcmp(pattern->table, table) == 0))
			return true;
	}
	return false;
}
