/*
 * options.c
 *		What a client may ask for when it starts replication.
 *
 * Options come from the network: the table below is all there is, and each
 * value is checked against it.
 */
#include "options.h"

#include "nodes/parsenodes.h"
#include "nodes/value.h"
#include "table_filter.h"
#include "utils/varlena.h"

/* The newest protocol spoken, and the oldest. */
#define PROTO_VERSION 1

typedef struct OptionRule
{
	const char *name;
	void		(*parse) (PluginOptions *options, const char *name, const char *value);
} OptionRule;

static int
parse_int(const char *name, const char *value, int min, int max)
{
	char	   *end;
	long		number;

	errno = 0;
	number = strtol(value, &end, 10);
	if (end == value || *end != '\0' || errno != 0 || number < min || number > max)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid value for option \"%s\": \"%s\"", name, value),
				 errhint("Give a whole number from %d to %d.", min, max)));
	return (int) number;
}

/* 0 for the first, 1 for the second. */
static int
parse_choice(const char *name, const char *value, const char *first, const char *second)
{
	if (strcmp(value, first) == 0)
		return 0;
	if (strcmp(value, second) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid value for option \"%s\": \"%s\"", name, value),
				 errhint("Give \"%s\" or \"%s\".", first, second)));
	return 1;
}

static void
parse_proto_version(PluginOptions *options, const char *name, const char *value)
{
	options->proto_version = parse_int(name, value, 1, PG_INT32_MAX);
	if (options->proto_version != PROTO_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("client asks for wal2arrow protocol %d, but this server speaks only %d",
						options->proto_version, PROTO_VERSION),
				 errhint("Install the wal2arrow that belongs to the client on the server, or use an older client.")));
}

static void
parse_format(PluginOptions *options, const char *name, const char *value)
{
	options->format = parse_choice(name, value, "frames", "ipc") == 0 ? FORMAT_FRAMES : FORMAT_IPC;
}

static void
parse_nested_types(PluginOptions *options, const char *name, const char *value)
{
	options->nested_types = parse_choice(name, value, "arrow", "text") == 0 ? NESTED_ARROW : NESTED_TEXT;
}

static void
parse_messages(PluginOptions *options, const char *name, const char *value)
{
	options->messages = parse_choice(name, value, "off", "on") == 1;
}

static void
parse_streaming(PluginOptions *options, const char *name, const char *value)
{
	options->streaming = parse_choice(name, value, "off", "on") == 1;
}

static void
parse_origin(PluginOptions *options, const char *name, const char *value)
{
	options->only_local = parse_choice(name, value, "any", "none") == 1;
}

static void
parse_tables(PluginOptions *options, const char *name, const char *value)
{
	options->tables = table_filter_parse(value);
}

static void
parse_publication_names(PluginOptions *options, const char *name, const char *value)
{
	if (!SplitIdentifierString(pstrdup(value), ',', &options->publication_names) ||
		options->publication_names == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid value for option \"%s\": \"%s\"", name, value),
				 errhint("Give publication names separated by commas, in double quotes where SQL would need them.")));
}

static void
parse_max_batch_rows(PluginOptions *options, const char *name, const char *value)
{
	options->max_batch_rows = parse_int(name, value, 1, 1000000);
}

static void
parse_max_batch_bytes(PluginOptions *options, const char *name, const char *value)
{
	options->max_batch_bytes = parse_int(name, value, 1024, 256 * 1024 * 1024);
}

static void
parse_coalesce_ms(PluginOptions *options, const char *name, const char *value)
{
	options->coalesce_ms = parse_int(name, value, 0, 60000);
}

static const OptionRule option_rules[] = {
	{"proto_version", parse_proto_version},
	{"format", parse_format},
	{"tables", parse_tables},
	{"publication_names", parse_publication_names},
	{"max_batch_rows", parse_max_batch_rows},
	{"max_batch_bytes", parse_max_batch_bytes},
	{"coalesce_ms", parse_coalesce_ms},
	{"nested_types", parse_nested_types},
	{"messages", parse_messages},
	{"streaming", parse_streaming},
	{"origin", parse_origin},
};

void
options_parse(PluginOptions *options, List *elements)
{
	bool		given[lengthof(option_rules)] = {0};
	ListCell   *lc;

	memset(options, 0, sizeof(*options));
	options->proto_version = PROTO_VERSION;
	options->format = FORMAT_FRAMES;
	options->max_batch_rows = 65536;
	options->coalesce_ms = -1;
	options->max_batch_bytes = 64 * 1024;

	foreach(lc, elements)
	{
		DefElem    *element = lfirst_node(DefElem, lc);
		int			i;

		for (i = 0; i < lengthof(option_rules); i++)
			if (strcmp(option_rules[i].name, element->defname) == 0)
				break;
		if (i == lengthof(option_rules))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("wal2arrow knows no option \"%s\"", element->defname),
					 errhint("Options are proto_version, format, tables, publication_names, "
							 "max_batch_rows, max_batch_bytes, coalesce_ms, nested_types, "
							 "messages, streaming and origin.")));
		if (given[i])
			ereport(ERROR,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("option \"%s\" is given twice", element->defname)));
		if (element->arg == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("option \"%s\" needs a value", element->defname)));
		given[i] = true;
		option_rules[i].parse(options, element->defname, strVal(element->arg));
	}
	if (options->streaming && options->format != FORMAT_FRAMES)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("option \"streaming\" needs format \"frames\""),
				 errdetail("An Arrow stream has no place for the commit or abort of rows sent before it.")));
	if (options->coalesce_ms > 0 && options->format != FORMAT_FRAMES)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("option \"coalesce_ms\" needs format \"frames\""),
				 errdetail("An Arrow stream states no progress, and any other position may be ahead of what is held.")));
}
