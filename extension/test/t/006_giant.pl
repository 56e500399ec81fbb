# Giant rows: alone in their message, refused if they do not fit, and their memory goes back.
# WAL2ARROW_GIANT=1 adds rows of about 1 GB, which need 8 GB of memory and some minutes.
use strict;
use warnings;
use Test::More;
use Time::HiRes qw(time);
use PostgreSQL::Test::Utils ();
use Wal2Arrow::Frames;
use Wal2Arrow::Memory;
use Wal2Arrow::Replication;
use Wal2Arrow::Server;

my $node = start_server('giant', settings => "max_wal_size = 4GB\nwal_sender_timeout = 0\nlogical_decoding_work_mem = 64kB");
$node->safe_psql('postgres', q{
	CREATE TYPE part AS (a int, b bool);
	CREATE TABLE small (id int);
	CREATE TABLE giant (id int PRIMARY KEY, data bytea, list int[], parts part[], lists part[]);
	CREATE TABLE ranges (r numrange[]);
	CREATE SCHEMA "Other";
	CREATE TABLE "Other".huge (id int PRIMARY KEY, n int, data bytea);
	ALTER TABLE "Other".huge REPLICA IDENTITY FULL});

sub create_slot
{
	my ($name) = @_;
	$node->safe_psql('postgres', "SELECT pg_create_logical_replication_slot('$name', 'wal2arrow')");
}

sub drop_slot
{
	my ($name) = @_;
	wait_until(30, sub { $node->safe_psql('postgres', "SELECT NOT active FROM pg_replication_slots WHERE slot_name = '$name'") eq 't' })
	  or die "slot $name stays active\n";
	$node->safe_psql('postgres', "SELECT pg_drop_replication_slot('$name')");
}

sub write_small
{
	my ($from, $to) = @_;
	$node->safe_psql('postgres', "DO \$\$ BEGIN FOR i IN $from .. $to LOOP INSERT INTO small VALUES (i); COMMIT; END LOOP; END \$\$");
}

sub current_lsn
{
	return lsn_number($node->safe_psql('postgres', 'SELECT pg_current_wal_flush_lsn()'));
}

# Reads until progress has come so far: for each message the frames that it is made of.
sub drain
{
	my ($stream, $lsn) = @_;
	my ($progress, @messages) = (0);
	while ($progress < $lsn)
	{
		my $message = $stream->receive(300) // die "progress does not reach the end\n";
		die $message->{text} // "the server went away\n" if $message->{kind} =~ /^(error|eof)$/;
		next if $message->{kind} ne 'data';
		my @frames = Wal2Arrow::Frames::frames($message->{payload});
		push @messages, \@frames;
		$progress = $frames[-1]{position} if $frames[-1]{kind} == Wal2Arrow::Frames::PROGRESS;
	}
	return @messages;
}

# Rows of a message, and whether one of them is a giant.
sub rows_of
{
	my ($frames) = @_;
	my @batches = grep { $_->{kind} == Wal2Arrow::Frames::BATCH } @$frames;
	my $rows = 0;
	$rows += $_->{rows} for @batches;
	return ($rows, scalar grep { $_->{length} > 16_000_000 } @batches);
}

for my $streaming ('off', 'on')
{
	subtest "a giant change is alone in its message, with streaming $streaming" => sub {
		create_slot('alone');
		write_small(1, 20);
		$node->safe_psql('postgres', q{
			BEGIN;
			INSERT INTO giant (id) SELECT generate_series(1, 100);
			UPDATE giant SET data = decode(repeat('00', 17000000), 'hex') WHERE id = 50;
			INSERT INTO small VALUES (21);
			DELETE FROM giant;
			COMMIT});
		write_small(22, 30);
		my $lsn = current_lsn();
		my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
		$stream->start('alone', '0/0', coalesce_ms => 60000, streaming => $streaming);
		my @rows = map { [ rows_of($_) ] } drain($stream, $lsn);
		my $sum = 0;
		$sum += $_->[0] for @rows;
		is($sum, 20 + 100 + 1 + 1 + 100 + 9, 'all rows came');
		is_deeply([ map { $_->[0] } grep { $_->[1] } @rows ], [1], 'the giant alone');
		# Those before the giant, its own, those after it, and what streaming cuts.
		is(scalar(grep { $_->[0] } @rows), 3, 'messages with rows') if $streaming eq 'off';
		$stream->vanish;
		drop_slot('alone');
	};
}

subtest 'the memory that giant rows took goes back' => sub {
	create_slot('back');
	write_small(31, 40);
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	$stream->start('back', '0/0', coalesce_ms => 10);
	drain($stream, current_lsn());
	my $before = memory_contexts($node, $stream->pid);
	$node->safe_psql('postgres', q{
		INSERT INTO giant VALUES (1, decode(repeat('00', 20000000), 'hex'), array_fill(7, ARRAY[2000000]),
			array_fill(ROW(1, true)::part, ARRAY[500000]), array_fill(NULL::part, ARRAY[500000]))});
	my @rows = grep { $_->[0] } map { [ rows_of($_) ] } drain($stream, current_lsn());
	is_deeply(\@rows, [ [ 1, 1 ] ], 'the row came');
	write_small(41, 41);
	drain($stream, current_lsn());
	my $after = memory_contexts($node, $stream->pid);
	for my $context ('wal2arrow session', 'wal2arrow row', 'wal2arrow generation', 'Logical decoding context')
	{
		note "$context: ", $before->{$context} // 0, ' before, ', $after->{$context} // 0, ' after';
		cmp_ok($after->{$context} // 0, '<', 1_000_000, "bytes in context $context");
	}
	$stream->vanish;
	drop_slot('back');
};

# An output function that allocates and takes its time: one change takes seconds.
subtest 'an array of millions of elements takes no memory for each, and does not keep the walsender from ending' => sub {
	create_slot('elements');
	$node->safe_psql('postgres', "INSERT INTO ranges VALUES (array_fill('[1,2)'::numrange, ARRAY[4000000]))");
	my $lsn = current_lsn();
	my $bytes = $node->safe_psql('postgres', "SELECT 4000 * (pg_column_size(array_fill('[1,2)'::numrange, ARRAY[2000]))
		- pg_column_size(array_fill('[1,2)'::numrange, ARRAY[1000])))");
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	my $data = sub {
		my $message = $stream->receive(0);
		return $message && $message->{kind} eq 'data';
	};

	$stream->start('elements', '0/0');
	my @looks;
	while (!$data->())
	{
		my $contexts = memory_contexts($node, $stream->pid);
		push @looks, ($contexts->{'wal2arrow row'} // 0) + ($contexts->{'wal2arrow elements'} // 0);
	}
	note "at most @{[ (sort { $b <=> $a } @looks)[0] ]} bytes, $bytes of them are the array";
	cmp_ok(scalar(grep { $_ > $bytes } @looks), '>', 2, 'times that memory was looked at while the array was decoded');
	is(scalar(grep { $_ > $bytes + 2_000_000 } @looks), 0, 'times that there was more than the array itself');
	$stream->vanish;
	wait_until(30, sub { $node->safe_psql('postgres', 'SELECT NOT active FROM pg_replication_slots') eq 't' });

	$stream = Wal2Arrow::Replication->connect($node, 'postgres');
	my $pid = $stream->pid;
	$stream->start('elements', '0/0');
	wait_until(20, sub { (memory_contexts($node, $pid)->{'wal2arrow row'} // 0) > $bytes }) or die "the array is not decoded\n";
	my $start = time;
	$node->safe_psql('postgres', "SELECT pg_terminate_backend($pid)");
	my ($messages, $text) = (0, '');
	while (my $message = $stream->receive(20))
	{
		$messages++ if $message->{kind} eq 'data';
		$text = $message->{text} if $message->{kind} eq 'error';
		last if $message->{kind} eq 'eof';
	}
	cmp_ok(time - $start, '<', 5, 'it ended within seconds');
	is($messages, 0, 'the array did not come');
	like($text, qr/57P01.*encoding a change of table public\.ranges/s, 'because it was told to end in the middle of it');
	$stream->vanish;
	drop_slot('elements');
};

# The output of pg_recvlogical until it has got everything or fails; and its error.
sub receive_into
{
	my ($file, $slot, $lsn, @options) = @_;
	unlink $file;
	my ($out, $err) = ('', '');
	my $ok = IPC::Run::run(
		[
			'pg_recvlogical', '--start', '--no-loop', '--slot', $slot, '--dbname', $node->connstr('postgres'), '--file', $file,
			'--endpos', lsn_text($lsn), map { ('--option', $_) } @options
		],
		'>', \$out, '2>', \$err, IPC::Run::timeout(300));
	return $ok ? undef : $err;
}

subtest 'rows of about 1 GB' => sub {
	plan skip_all => 'set WAL2ARROW_GIANT=1 to run it' if !$ENV{WAL2ARROW_GIANT};
	my $file = PostgreSQL::Test::Utils::tempdir() . '/payloads';

	create_slot('huge');
	# Each update has two images, and the old one fills in the value that the new one has only a pointer to.
	$node->safe_psql('postgres', q{INSERT INTO "Other".huge VALUES (1, 1, convert_to(repeat('x', 500000000), 'UTF8'))});
	$node->safe_psql('postgres', q{UPDATE "Other".huge SET n = 2});
	is(receive_into($file, 'huge', current_lsn()), undef, 'what fits comes');
	cmp_ok(-s $file, '>', 1_500_000_000, 'an insert and an update with its old image, in bytes');
	unlink $file;

	$node->safe_psql('postgres', q{DELETE FROM "Other".huge});
	$node->safe_psql('postgres', q{INSERT INTO "Other".huge VALUES (2, 1, convert_to(repeat('x', 560000000), 'UTF8'))});
	is(receive_into($file, 'huge', current_lsn()), undef, 'so does a larger insert');
	write_small(101, 110);
	$node->safe_psql('postgres', q{UPDATE "Other".huge SET n = 2});
	write_small(111, 120);
	my $lsn = current_lsn();

	my $error = receive_into($file, 'huge', $lsn, 'coalesce_ms=60000');
	like($error, qr/a change of table "Other"\.huge takes 1120\d{6} bytes, which do not fit into a message/, 'what does not is refused');
	my ($slot, $position) = $error =~ /pg_replication_slot_advance\('(\w+)', '([0-9A-F\/]+)'\)/;
	is($slot, 'huge', 'with a way past it');
	is(rows_in($file), 10, 'what was before it had come');

	$error = receive_into($file, 'huge', $lsn, 'coalesce_ms=60000', 'streaming=on');
	like($error, qr/"Other"\.huge.*HINT:  Leave the table out with the option "tables"\./s, 'a transaction in progress has no end to go past');

	is(receive_into($file, 'huge', $lsn, 'tables=public.*'), undef, 'without the table it goes on');
	is(rows_in($file), 20, 'with what comes before and behind');
	$node->safe_psql('postgres', "SELECT pg_drop_replication_slot('huge')");

	create_slot('advanced');
	$node->safe_psql('postgres', q{UPDATE "Other".huge SET n = 3});
	write_small(121, 130);
	$lsn = current_lsn();
	($position) = receive_into($file, 'advanced', $lsn) =~ /pg_replication_slot_advance\('advanced', '([0-9A-F\/]+)'\)/;
	$node->safe_psql('postgres', "SELECT pg_replication_slot_advance('advanced', '$position')");
	is(receive_into($file, 'advanced', $lsn), undef, 'past the transaction it goes on');
	is(rows_in($file), 10, 'with what comes behind');
	drop_slot('advanced');
};

# Rows in a file of payloads, each with a line feed behind.
sub rows_in
{
	my ($file) = @_;
	my ($bytes, $rows, $at) = (PostgreSQL::Test::Utils::slurp_file($file), 0, 0);
	while ($at + 32 <= length $bytes)
	{
		my ($magic, $kind, $frame_rows, $length) = unpack "x$at a4 C x19 L< L<", $bytes;
		$at++, next if $magic ne 'W2A1';
		$rows += $frame_rows if $kind == Wal2Arrow::Frames::BATCH;
		$at += 32 + $length;
	}
	return $rows;
}

$node->stop;
done_testing();
