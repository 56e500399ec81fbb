/*
 * fuzz_text.c
 *		Text and names of every encoding as UTF-8.
 */
#include "fuzz.h"
#include "server.h"

#include "../../src/utf8.h"
#include "mb/pg_wchar.h"

static const int encodings[] = {PG_UTF8, PG_LATIN1, PG_EUC_JP, PG_SQL_ASCII};

void
fuzz_one(void)
{
	int			encoding = encodings[choose_from(0, lengthof(encodings) - 1)];
	MemoryContext context = CurrentMemoryContext;
	Size		len;
	Size		expected_len;
	Size		converted_len;
	char	   *text;
	const char *expected;
	const char *converted;

	server_set_encoding(encoding);
	/* Not always well-formed: bytes of a damaged page must not lead out of the text either. */
	if (choose_one_in(4))
	{
		text = choose_chars(choose_length(300));
		len = strlen(text);
	}
	else
		text = choose_server_text(choose_length(300), &len);

	expected = expected_utf8(text, len, &expected_len);
	converted_len = len;
	converted = server_to_utf8(text, &converted_len);
	REQUIRE(CurrentMemoryContext == context, "the context is another one");
	REQUIRE(converted_len == expected_len && memcmp(converted, expected, expected_len) == 0,
			"in encoding %d, %zu bytes become %zu, not %zu", encoding, len, converted_len, expected_len);
	if (encoding == PG_LATIN1 || encoding == PG_EUC_JP)
		REQUIRE(pg_verify_mbstr(PG_UTF8, converted, (int) converted_len, true), "what is sent as UTF-8 is none");

	REQUIRE(strcmp(to_utf8(text), expected_name(text)) == 0, "the name is another one");
	if (encoding != PG_UTF8)
		REQUIRE(pg_verify_mbstr(PG_UTF8, to_utf8(text), (int) strlen(to_utf8(text)), true), "a name is no UTF-8");
}
