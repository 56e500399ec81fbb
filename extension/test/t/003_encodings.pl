# Databases that are not in UTF-8: values and identifiers arrive as UTF-8 all the same.
use strict;
use warnings;
use utf8;
use Encode ();
use Test::More;
use Wal2Arrow::Frames;
use Wal2Arrow::Replication;
use Wal2Arrow::Server;


my $node = start_server('encodings');

# SQL as bytes of an encoding, told to the server as such.
sub run_sql
{
	my ($database, $encoding, $sql) = @_;
	my $file = PostgreSQL::Test::Utils::tempdir() . "/$database.sql";
	open my $out, '>:raw', $file or die;
	print {$out} "SET client_encoding = '$encoding';\n$sql";
	close $out;
	my $code = $node->psql($database, '', extra_params => [ '-f', $file ], on_error_stop => 1);
	die "psql: $code\n" if $code;
}

sub create_database
{
	my ($encoding) = @_;
	my $name = lc $encoding;
	$node->safe_psql('postgres', "CREATE DATABASE $name TEMPLATE template0 ENCODING '$encoding' LOCALE 'C'");
	$node->safe_psql($name, "SELECT pg_create_logical_replication_slot('$name', 'wal2arrow')");
	return $name;
}

# All rows of a session, by two kinds of client: one of UTF-8, and one of the database's own encoding.
sub streamed_rows
{
	my ($database, $n, %parameters) = @_;
	my $stream = Wal2Arrow::Replication->connect($node, $database, %parameters);
	my $reader = Wal2Arrow::Frames->new;
	my @rows;
	$stream->start($database, '0/0', coalesce_ms => 10, messages => 'on');
	while (@rows < $n)
	{
		my $message = $stream->receive(20) // last;
		die $message->{text} if $message->{kind} eq 'error';
		push @rows, $reader->read($message) if $message->{kind} eq 'data';
	}
	$stream->stop;
	$stream->vanish;
	wait_until(10, sub { $node->safe_psql('postgres', "SELECT NOT active FROM pg_replication_slots WHERE slot_name = '$database'") eq 't' });
	return @rows;
}

sub field
{
	my ($row, $name) = @_;
	my ($field) = grep { $_->{name} eq $name } @{ $row->{_schema}{fields} };
	return $field;
}

subtest 'LATIN1' => sub {
	my $database = create_database('LATIN1');
	run_sql($database, 'LATIN1', Encode::encode('latin1', <<'END'));
SELECT pg_logical_emit_message(false, 'préfixe', 'x');
CREATE TYPE "humeur é" AS ENUM ('content', 'fâché');
CREATE TABLE "clé" (id int PRIMARY KEY, "prénom" text, m "humeur é", n name, j text);
CREATE PUBLICATION "publicité" FOR TABLE "clé";
INSERT INTO "clé" VALUES (1, 'Zoë ÿ ½', 'fâché', 'ñandú', 'plain');
END
	for my $encoding (qw(UTF8 LATIN1))
	{
		my ($message, $row) = streamed_rows($database, 2, client_encoding => $encoding);
		is($message->{prefix}, 'préfixe', "$encoding: prefix of a message outside of a transaction");
		cmp_ok($message->{__lsn}, '>', 0, 'it has a position');
		cmp_ok($message->{__lsn}, '<', $row->{__lsn}, 'which is its own');
		is($row->{_table}, 'clé', 'table');
		is($row->{_schema}{metadata}{'pg.escape'}, "\x{FDD0}", 'the escape is named');
		is($row->{'prénom'}, 'Zoë ÿ ½', 'text');
		is($row->{m}, 'fâché', 'enum label');
		is(field($row, 'm')->{metadata}{'pg.enum'}, '["content","fâché"]', 'all labels');
		is(field($row, 'm')->{metadata}{'pg.type'}, 'public."humeur é"', 'type');
		is($row->{n}, 'ñandú', 'name');
		is($row->{j}, 'plain', 'ASCII');
	}
	my $stream = Wal2Arrow::Replication->connect($node, $database);
	$stream->start($database, '0/0', tables => Encode::encode('UTF-8', 'public."clé"'),
		publication_names => Encode::encode('UTF-8', '"publicité"'));
	my $reader = Wal2Arrow::Frames->new;
	my @rows;
	while (!@rows)
	{
		my $message = $stream->receive(20) // last;
		die $message->{text} if $message->{kind} eq 'error';
		@rows = $reader->read($message) if $message->{kind} eq 'data';
	}
	is(scalar @rows, 1, 'table and publication are found by their names in UTF-8');
	$stream->vanish;
};

subtest 'EUC_JP, with bytes that Unicode has no character for' => sub {
	my $database = create_database('EUC_JP');
	my $euc = sub { return Encode::encode('euc-jp', shift) };
	run_sql($database, 'EUC_JP', $euc->("CREATE TABLE 表 (id int PRIMARY KEY, 名前 text, v varchar(20));\n")
		  . $euc->("INSERT INTO 表 VALUES (1, '日本語', 'カナ');\n")
		  # Row 9 of JIS X 0208 has no characters; the server takes it, since it is well-formed.
		  . $euc->("INSERT INTO 表 VALUES (2, '前") . "\xA9\xA1" . $euc->("後', 'x") . "\xA9\xA1\xA9\xA2" . "');\n"
		  . "CREATE TABLE \"t\xA9\xA1\" (id int PRIMARY KEY, \"c\xA9\xA2\" text);\n"
		  . "INSERT INTO \"t\xA9\xA1\" VALUES (3, 'y');\n"
		  . $euc->("INSERT INTO 表 VALUES (4, '終', NULL);\n"));
	for my $encoding (qw(UTF8 EUC_JP))
	{
		my @rows = streamed_rows($database, 4, client_encoding => $encoding);
		is(join(',', map { $_->{id} } @rows), '1,2,3,4', "$encoding: all rows come, those behind it too");
		is($rows[0]{_table}, '表', 'table');
		is($rows[0]{'名前'}, '日本語', 'text');
		is($rows[0]{v}, 'カナ', 'varchar');
		is($rows[1]{'名前'}, "前\x{FDD0}A9\x{FDD0}A1後", 'bytes are escaped in between');
		is($rows[1]{v}, "x\x{FDD0}A9\x{FDD0}A1\x{FDD0}A9\x{FDD0}A2", 'and at the end');
		is($rows[2]{_table}, "t\x{FDD0}A9\x{FDD0}A1", 'in a table\'s name');
		is($rows[2]{"c\x{FDD0}A9\x{FDD0}A2"}, 'y', 'in a column\'s name');
		is($rows[3]{'名前'}, '終', 'the row after it');
	}
};

subtest 'SQL_ASCII' => sub {
	my $database = create_database('SQL_ASCII');
	run_sql($database, 'SQL_ASCII', <<"END");
SELECT pg_logical_emit_message(true, '\xFF\xFE', 'x');
CREATE TABLE "caf\xE9" (id int PRIMARY KEY, "\xC3\xA9t\xC3\xA9" text, v varchar(10));
INSERT INTO "caf\xE9" VALUES (1, '\xFF\xE9', 'abc');
END
	my ($message, $row) = streamed_rows($database, 2, client_encoding => 'SQL_ASCII');
	is($message->{prefix}, '\\xFF\\xFE', 'a prefix that is not UTF-8 is escaped');
	is($row->{_table}, 'caf\\xE9', 'so is a name');
	is($row->{_schema}{metadata}{'pg.escape'}, undef, 'no escape is named, since values are never escaped');
	is(field($row, 'été')->{type}, 'binary', 'text is binary, and a name that is UTF-8 stays');
	is($row->{'été'}, "\xFF\xE9", 'bytes as they are');
	is($row->{v}, 'abc', 'varchar');
};

subtest 'MULE_INTERNAL, which PostgreSQL has no conversion to UTF-8 for' => sub {
	my $refused = qr/wal2arrow cannot decode a database with encoding "MULE_INTERNAL".*no conversion from "MULE_INTERNAL".*Move the data/s;
	$node->safe_psql('postgres', "CREATE DATABASE mule TEMPLATE template0 ENCODING 'MULE_INTERNAL' LOCALE 'C'");
	my (undef, undef, $error) = $node->psql('mule', "SELECT pg_create_logical_replication_slot('mule', 'wal2arrow')");
	like($error, $refused, 'no slot can be created in it');
	is($node->safe_psql('postgres', "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'mule'"), 0, 'and none is');

	# As if the slot had come before the refusal.
	my $database = create_database('LATIN2');
	$node->safe_psql('postgres', "UPDATE pg_database SET encoding = pg_char_to_encoding('MULE_INTERNAL') WHERE datname = '$database'");
	my $stream = Wal2Arrow::Replication->connect($node, $database, client_encoding => 'SQL_ASCII');
	ok(!eval { $stream->start($database, '0/0'); 1 }, 'a slot that is there does not start');
	like($@, $refused, 'and says why');
	$stream->vanish;
};

$node->stop;
done_testing();
