/*
 * fuzz_options.c
 *		The option parser against a table of what the README says: refused with a code, a message
 *		and a hint, or accepted with exactly that meaning, which survives being written down.
 */
#include "fuzz.h"
#include "server.h"

#include "../../src/options.h"
#include "../../src/table_filter.h"
#include "nodes/parsenodes.h"
#include "nodes/value.h"

/* What the README says of an option. */
typedef struct Documented
{
	const char *name;
	const char *choices[2];
	int64		least;
	int64		most;
} Documented;

enum
{
	PROTO_VERSION, FORMAT, MAX_BATCH_ROWS, MAX_BATCH_BYTES, COALESCE_MS, NESTED_TYPES, MESSAGES, STREAMING, ORIGIN,
	TABLES, PUBLICATION_NAMES, OPTIONS
};

static const Documented documented[OPTIONS] = {
	[PROTO_VERSION] = {"proto_version", .least = 1, .most = 1},
	[FORMAT] = {"format", {"frames", "ipc"}},
	[MAX_BATCH_ROWS] = {"max_batch_rows", .least = 1, .most = 1000000},
	[MAX_BATCH_BYTES] = {"max_batch_bytes", .least = 1024, .most = 268435456},
	[COALESCE_MS] = {"coalesce_ms", .least = 0, .most = 60000},
	[NESTED_TYPES] = {"nested_types", {"arrow", "text"}},
	[MESSAGES] = {"messages", {"off", "on"}},
	[STREAMING] = {"streaming", {"off", "on"}},
	[ORIGIN] = {"origin", {"any", "none"}},
	[TABLES] = {"tables"},
	[PUBLICATION_NAMES] = {"publication_names"},
};

static const char *const good_lists[OPTIONS][4] = {
	[TABLES] = {"public.t", "a.*,\"B.c\".\"d\"\"e\"", " s . t , s.u ", "x.*"},
	[PUBLICATION_NAMES] = {"p", "p, \"Q r\"", "a,b,c", "\"\"\"\""},
};

static const char *const bad_lists[OPTIONS][4] = {
	[TABLES] = {"", "t", "a.b,", "\"a.b"},
	[PUBLICATION_NAMES] = {"", "a,,b", "\"a", "a b"},
};

/* What the elements mean by the documentation: 0 and 1 for choices, -1 where not given. */
typedef struct Meaning
{
	bool		is_refused;
	int64		values[OPTIONS];
} Meaning;

typedef struct Parse
{
	List	   *elements;
	PluginOptions options;
} Parse;

static void
parse(void *argument)
{
	Parse	   *attempt = argument;

	options_parse(&attempt->options, attempt->elements);
}

/* A node as the grammar of replication commands makes them. */
static DefElem *
element(const char *name, const char *value)
{
	DefElem    *elem = palloc0(sizeof(DefElem));

	elem->type = T_DefElem;
	elem->defname = pstrdup(name);
	if (value != NULL)
	{
		String	   *string = palloc0(sizeof(String));

		string->type = T_String;
		string->sval = pstrdup(value);
		elem->arg = (Node *) string;
	}
	return elem;
}

static const char *
choose_number(const Documented *option)
{
	switch (choose_byte() % 8)
	{
		case 0:
			return psprintf("%lld", (long long) choose_from(-2, 2) + option->least);
		case 1:
			return psprintf("%lld", (long long) choose_from(-2, 2) + option->most);
		case 2:
			return psprintf("%lld", (long long) choose_u64());
		case 3:
			return psprintf("%llu%llu", (unsigned long long) choose_u64(), (unsigned long long) choose_u64());
		case 4:
			return psprintf("%s%lld%s", choose_bool() ? "+" : choose_bool() ? " " : "000", (long long) option->least,
							choose_bool() ? "" : choose_bool() ? " " : "x");
		case 5:
			return choose_chars(choose_length(30));
		default:
			return psprintf("%lld", (long long) choose_from(option->least, option->most));
	}
}

/* As C's strtol reads them, which is what people expect of a number; false = none. */
static bool
read_number(const char *s, int64 least, int64 most, int64 *number)
{
	bool		negative;

	while (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		s++;
	negative = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	if (*s == '\0')
		return false;
	for (*number = 0; *s; s++)
	{
		if (*s < '0' || *s > '9')
			return false;
		*number = Min(*number * 10 + (*s - '0'), (int64) 1 << 40);
	}
	if (negative)
		*number = -*number;
	return *number >= least && *number <= most;
}

/* Chooses a value of an option, and says what it means; false = it is to be refused. */
static bool
choose_value(int i, const char **value, int64 *meaning)
{
	const Documented *option = &documented[i];

	if (good_lists[i][0] != NULL)
	{
		*meaning = choose_from(0, 3);
		if (choose_one_in(6))
		{
			*value = bad_lists[i][*meaning];
			return false;
		}
		*value = good_lists[i][*meaning];
		return true;
	}
	if (option->choices[0] == NULL)
	{
		*value = choose_number(option);
		return read_number(*value, option->least, option->most, meaning);
	}
	*meaning = choose_from(0, 1);
	*value = option->choices[*meaning];
	if (!choose_one_in(6))
		return true;
	*value = choose_bool() ? psprintf("%s%s", *value, choose_chars(1)) : choose_chars(choose_length(100));
	for (*meaning = 0; *meaning < 2; ++*meaning)
		if (strcmp(*value, option->choices[*meaning]) == 0)
			return true;
	return false;
}

static List *
choose_elements(Meaning *meaning)
{
	List	   *elements = NIL;

	memset(meaning, 0, sizeof(*meaning));
	for (int i = 0; i < OPTIONS; i++)
		meaning->values[i] = -1;
	for (int n = (int) choose_from(0, 8); n > 0; n--)
	{
		int			i = (int) choose_from(0, OPTIONS - 1);
		const char *value;
		int64		chosen;

		if (choose_one_in(40))
		{
			const char *name = choose_bool() ? choose_chars(choose_length(300)) : psprintf("%s_", documented[i].name);

			for (int known = 0; known < OPTIONS; known++)
				if (strcmp(name, documented[known].name) == 0)
					name = "unknown";
			elements = lappend(elements, element(name, "1"));
			meaning->is_refused = true;
			continue;
		}
		if (choose_one_in(40))
		{
			elements = lappend(elements, element(documented[i].name, NULL));
			meaning->is_refused = true;
			continue;
		}
		/* Mostly once each. */
		if (meaning->values[i] >= 0 && !choose_one_in(10))
			continue;
		if (!choose_value(i, &value, &chosen) || meaning->values[i] >= 0)
			meaning->is_refused = true;
		elements = lappend(elements, element(documented[i].name, value));
		meaning->values[i] = chosen;
	}
	if (meaning->values[FORMAT] == 1 && (meaning->values[STREAMING] == 1 || meaning->values[COALESCE_MS] > 0))
		meaning->is_refused = true;
	return elements;
}

static int64
or_default(int64 value, int64 otherwise)
{
	return value < 0 ? otherwise : value;
}

static void
require_meaning(const PluginOptions *options, const Meaning *meaning)
{
	static const int ntables[] = {1, 2, 2, 1};
	static const int npublications[] = {1, 2, 3, 1};
	const int64 *values = meaning->values;

	REQUIRE(options->proto_version == 1, "protocol %d", options->proto_version);
	REQUIRE(options->format == (or_default(values[FORMAT], 0) ? FORMAT_IPC : FORMAT_FRAMES), "format");
	REQUIRE(options->max_batch_rows == or_default(values[MAX_BATCH_ROWS], 65536), "%d rows", options->max_batch_rows);
	REQUIRE(options->max_batch_bytes == or_default(values[MAX_BATCH_BYTES], 65536), "%d bytes", options->max_batch_bytes);
	REQUIRE(options->coalesce_ms == or_default(values[COALESCE_MS], -1), "%d ms", options->coalesce_ms);
	REQUIRE(options->nested_types == (or_default(values[NESTED_TYPES], 0) ? NESTED_TEXT : NESTED_ARROW), "nested types");
	REQUIRE(options->messages == or_default(values[MESSAGES], 0), "messages");
	REQUIRE(options->streaming == or_default(values[STREAMING], 0), "streaming");
	REQUIRE(options->only_local == or_default(values[ORIGIN], 0), "origin");
	REQUIRE(list_length(options->tables) == (values[TABLES] < 0 ? 0 : ntables[values[TABLES]]), "%d tables", list_length(options->tables));
	REQUIRE(list_length(options->publication_names) == (values[PUBLICATION_NAMES] < 0 ? 0 : npublications[values[PUBLICATION_NAMES]]),
			"%d publications", list_length(options->publication_names));
}

/* Every option by its name, as accepted options would be written down. */
static List *
write_elements(const PluginOptions *options, const Meaning *meaning)
{
	List	   *elements = NIL;

	for (int i = 0; i < OPTIONS; i++)
	{
		const char *value;

		switch (i)
		{
			case PROTO_VERSION:
				value = psprintf("%d", options->proto_version);
				break;
			case MAX_BATCH_ROWS:
				value = psprintf("%d", options->max_batch_rows);
				break;
			case MAX_BATCH_BYTES:
				value = psprintf("%d", options->max_batch_bytes);
				break;
			case COALESCE_MS:
				/* Left out is something else than any number. */
				if (meaning->values[i] < 0)
					continue;
				value = psprintf("%d", options->coalesce_ms);
				break;
			case TABLES:
			case PUBLICATION_NAMES:
				if (meaning->values[i] < 0)
					continue;
				value = good_lists[i][meaning->values[i]];
				break;
			default:
				value = documented[i].choices[or_default(meaning->values[i], 0)];
		}
		elements = lappend(elements, element(documented[i].name, value));
	}
	return elements;
}

void
fuzz_one(void)
{
	Meaning		meaning;
	Parse		attempt = {choose_elements(&meaning)};
	Parse		again;
	ServerError error;

	memset(&attempt.options, 0xA5, sizeof(attempt.options));
	if (!server_try(parse, &attempt, &error))
	{
		require_good_error(&error);
		REQUIRE(meaning.is_refused, "good options are refused: %s", error.message);
		return;
	}
	REQUIRE(!meaning.is_refused, "bad options are accepted");
	require_meaning(&attempt.options, &meaning);

	again.elements = write_elements(&attempt.options, &meaning);
	REQUIRE(server_try(parse, &again, &error), "options that were accepted are refused: %s", error.message);
	require_meaning(&again.options, &meaning);
}
