/*
 * table_filter.h
 *		The "tables" option: which tables, by name.
 */
#ifndef W2A_TABLE_FILTER_H
#define W2A_TABLE_FILTER_H

#include "postgres.h"
#include "nodes/pg_list.h"

typedef struct TablePattern
{
	char	   *schema;
	char	   *table;			/* NULL = every table of the schema */
} TablePattern;

/* Parses «schema.table, "Other Schema".*, …»; identifiers follow SQL's rules. */
extern List *table_filter_parse(const char *value);

extern bool table_filter_matches(List *patterns, const char *schema, const char *table);

#endif							/* W2A_TABLE_FILTER_H */
