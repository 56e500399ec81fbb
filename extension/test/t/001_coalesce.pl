# Holding finished transactions while more WAL is waiting: few messages, nothing lost, nothing late.
use strict;
use warnings;
use Test::More;
use PostgreSQL::Test::Utils qw(slurp_file);
use Time::HiRes qw(time);
use Wal2Arrow::Frames;
use Wal2Arrow::Replication;
use Wal2Arrow::Server;

my $node = start_server('coalesce');
$node->safe_psql('postgres', 'CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE other (id int)');
my $id = 0;

sub create_slot
{
	my ($name, $database) = @_;
	$node->safe_psql($database // 'postgres', "SELECT pg_create_logical_replication_slot('$name', 'wal2arrow')");
}

sub drop_slot
{
	my ($name) = @_;
	wait_until(10, sub { $node->safe_psql('postgres', "SELECT NOT active FROM pg_replication_slots WHERE slot_name = '$name'") eq 't' })
	  or die "slot $name stays active\n";
	$node->safe_psql('postgres', "SELECT pg_drop_replication_slot('$name')");
}

# So many transactions of one row each; the least and greatest id of table t.
sub write_small
{
	my ($n) = @_;
	my ($from, $to) = ($id + 1, $id + $n);
	$node->safe_psql('postgres', "DO \$\$ BEGIN FOR i IN $from .. $to LOOP INSERT INTO t VALUES (i); COMMIT; END LOOP; END \$\$");
	$id = $to;
	return ($from, $to);
}

sub current_lsn
{
	return lsn_number($node->safe_psql('postgres', 'SELECT pg_current_wal_flush_lsn()'));
}

# Reads until progress reaches `lsn`: the reader, all rows, and the messages that held some.
sub drain
{
	my ($stream, $lsn, $seconds, $reader) = @_;
	$reader //= Wal2Arrow::Frames->new;
	my (@rows, $messages);
	my $end = time + ($seconds // 30);
	$messages = 0;
	while ($reader->progress < $lsn && time < $end)
	{
		my $message = $stream->receive(1) // next;
		die "$message->{kind}: " . ($message->{text} // '') if $message->{kind} !~ /^(data|keepalive)$/;
		next if $message->{kind} ne 'data';
		my @now = $reader->read($message);
		$messages++ if @now;
		push @rows, @now;
	}
	return ($reader, \@rows, $messages);
}

sub ids { return join ',', map { $_->{id} } @{ $_[0] } }

subtest 'many small transactions come in few messages, in their order' => sub {
	create_slot('few');
	my ($from, $to) = write_small(300);
	my $lsn = current_lsn();
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');

	$stream->start('few', '0/0', coalesce_ms => 60000);
	my ($reader, $rows, $messages) = drain($stream, $lsn);
	is(ids($rows), join(',', $from .. $to), 'all rows in order');
	cmp_ok($messages, '<=', 5, 'messages');
	my %lsns = map { $_->{__lsn} => 1 } @$rows;
	is(scalar keys %lsns, 300, 'each transaction has a position of its own');

	$stream->stop;
	$stream->start('few', '0/0');
	($reader, $rows, $messages) = drain($stream, $rows->[-1]{__lsn});
	is(ids($rows), join(',', $from .. $to), 'the same without coalescing');
	is($messages, 300, 'which writes a message at each commit');
	$stream->stop;
	$stream->vanish;
	drop_slot('few');
};

subtest 'what is held is written when the decoder is about to wait' => sub {
	create_slot('wait');
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	write_small(1);
	$stream->start('wait', '0/0', coalesce_ms => 60000);
	my ($reader) = drain($stream, current_lsn());
	for (1 .. 3)
	{
		my ($from) = write_small(1);
		my $start = time;
		my (undef, $rows) = drain($stream, current_lsn(), 10, $reader);
		is(ids($rows), $from, 'the row came');
		cmp_ok(time - $start, '<', 5, 'at once');
	}
	$stream->vanish;
	drop_slot('wait');
};

subtest 'without coalescing nothing is stated when the decoder waits' => sub {
	$node->safe_psql('postgres', 'CREATE DATABASE busy');
	$node->safe_psql('busy', 'CREATE TABLE b (id int)');
	create_slot('plain');
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	$stream->start('plain', '0/0');
	for (1 .. 3)
	{
		$node->safe_psql('busy', 'INSERT INTO b VALUES (1)');
		my $lsn = current_lsn();
		ok(wait_until(10, sub {
			return $node->safe_psql('postgres', "SELECT sent_lsn >= '" . lsn_text($lsn) . "' FROM pg_stat_replication") eq 't';
		}), 'the other database was decoded, up to where the decoder waits');
	}
	my ($from) = write_small(1);
	my $message;
	do { $message = $stream->receive(10) // die "no message\n" } until $message->{kind} eq 'data';
	is(ids([ Wal2Arrow::Frames->new->read($message) ]), $from, 'the first message is that of the first row');
	$stream->vanish;
	drop_slot('plain');
	$node->safe_psql('postgres', 'DROP DATABASE busy');
};

# All that a walsender has, in bytes.
sub walsender_memory
{
	my ($pid) = @_;
	my ($offset, $total) = (-s $node->logfile);
	$node->safe_psql('postgres', "SELECT pg_log_backend_memory_contexts($pid)");
	wait_until(10, sub { ($total) = slurp_file($node->logfile, $offset) =~ /Grand total: (\d+) bytes/ })
	  or die "the walsender logs no memory contexts\n";
	return $total;
}

subtest 'writing in the middle of reading the WAL leaves no memory behind' => sub {
	create_slot('thrifty');
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	my $reader = Wal2Arrow::Frames->new;
	my ($written, @bytes) = (0);
	$stream->start('thrifty', '0/0', coalesce_ms => 60000);
	for my $round (1 .. 9)
	{
		# The decoder catches up with each row; a client that does not read takes 50.
		$node->safe_psql('postgres', "DO \$\$ BEGIN FOR i IN $id + 1 .. $id + 50 LOOP INSERT INTO t VALUES (i); COMMIT; PERFORM pg_sleep(0.005); END LOOP; END \$\$");
		$id += 50;
		my (undef, undef, $messages) = drain($stream, current_lsn(), 30, $reader);
		$written += $messages;
		push @bytes, walsender_memory($stream->pid) if $round == 1 || $round == 9;
	}
	cmp_ok($written, '>', 300, 'writes');
	cmp_ok($bytes[1] - $bytes[0], '<', 50_000, 'bytes more than before them, in all of the walsender');
	$stream->vanish;
	drop_slot('thrifty');
};

subtest 'the SQL functions return everything' => sub {
	create_slot('sql');
	my ($from, $to) = write_small(50);
	my $count = $node->safe_psql('postgres', q{
		SELECT count(*), sum(length(data)) > 50 * 32 FROM pg_logical_slot_get_binary_changes('sql', NULL, NULL,
			'coalesce_ms', '60000') WHERE get_byte(data, 4) <> 3});
	is($count, '50|t', 'a message for each transaction');
	drop_slot('sql');
};

subtest 'rows are held no longer than asked for while more transactions come' => sub {
	$node->safe_psql('postgres', 'CREATE TABLE slow (id int, a numeric, b numeric, c numeric, d numeric)');
	create_slot('age');
	# Ten bytes in the WAL are 131,072 digits for the client: many transactions on each page, and each takes its time.
	my $value = '1e131071';
	$node->safe_psql('postgres', "DO \$\$ BEGIN FOR i IN 1 .. 100 LOOP INSERT INTO slow VALUES (i" . ", $value" x 4 . "); COMMIT; END LOOP; END \$\$");
	my $lsn = current_lsn();
	my %most;
	for my $age (2, 60000)
	{
		my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
		my $reader = Wal2Arrow::Frames->new;
		my ($rows, $most) = (0, 0);
		$stream->start('age', '0/0', coalesce_ms => $age, max_batch_bytes => 256 * 1024 * 1024);
		while ($rows < 100)
		{
			my $message = $stream->receive(20) // last;
			next if $message->{kind} ne 'data';
			my $n = () = $reader->read($message);
			$rows += $n;
			$most = $n if $n > $most;
		}
		is($rows, 100, "all rows with coalesce_ms $age");
		$most{$age} = $most;
		$stream->stop;
		$stream->vanish;
	}
	cmp_ok($most{2}, '<', 20, "rows in the largest message with 2 ms ($most{2}) and a minute ($most{60000})");
	is($most{60000}, 100, 'which holds all of them');
	drop_slot('age');
	$node->safe_psql('postgres', 'DROP TABLE slow');
};

subtest 'rows are held no longer than asked for while WAL of another database is read' => sub {
	$node->safe_psql('postgres', 'CREATE DATABASE busy');
	$node->safe_psql('busy', 'CREATE TABLE b (v text)');
	create_slot('beside');
	my ($row) = write_small(1);
	my $start = current_lsn();
	# Less than after what progress is stated in any case.
	$node->safe_psql('busy', "INSERT INTO b SELECT repeat('x', 1000) FROM generate_series(1, 11000)");
	my $lsn = current_lsn();
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	my ($reader, @rows) = (Wal2Arrow::Frames->new);
	$stream->start('beside', '0/0', coalesce_ms => 1);
	while (!@rows)
	{
		my $message = $stream->receive(20) // last;
		@rows = $reader->read($message) if $message->{kind} eq 'data';
	}
	is(ids(\@rows), $row, 'the row came');
	cmp_ok($lsn - $start, '>', 10_000_000, 'before ten megabytes');
	cmp_ok($reader->progress, '<', $lsn - 2_000_000, 'were read to their end');
	$stream->vanish;
	drop_slot('beside');
	$node->safe_psql('postgres', 'DROP DATABASE busy');
};

subtest 'rows are held no longer than asked for while one large transaction is decoded' => sub {
	create_slot('behind');
	# The row's commit is right before that of the large transaction, of which no row is asked for.
	$node->safe_psql('postgres', q{
		BEGIN; INSERT INTO other SELECT generate_series(1, 500000); PREPARE TRANSACTION 'large'});
	my ($row) = write_small(1);
	$node->safe_psql('postgres', q{COMMIT PREPARED 'large'});
	my $lsn = current_lsn();
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	$stream->start('behind', '0/0', coalesce_ms => 5, tables => 'public.t');
	my ($reader, $seen) = (Wal2Arrow::Frames->new);
	while (!defined $seen)
	{
		my $message = $stream->receive(20) // last;
		next if $message->{kind} ne 'data';
		my ($first) = $reader->read($message);
		$seen = $first if $first;
	}
	is($seen->{id}, $row, 'the row came');
	is($reader->progress, $seen->{__lsn}, 'and with it its own end, not that of the large transaction');
	$stream->vanish;
	drop_slot('behind');
};

subtest 'a large transaction is cut by rows and bytes, and no position is stated inside of it' => sub {
	create_slot('large');
	write_small(5);
	$node->safe_psql('postgres', "INSERT INTO t SELECT generate_series($id + 1, $id + 50000)");
	$id += 50000;
	my $lsn = current_lsn();
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	# Frames::read dies of a row that lies at or below a progress position stated before it, and of a
	# message in the middle of a transaction that has a position.
	for my $cut ([ max_batch_rows => 1000 ], [ max_batch_bytes => 32768 ])
	{
		$stream->start('large', '0/0', coalesce_ms => 60000, @$cut);
		my ($reader, $rows, $messages) = drain($stream, $lsn);
		is(scalar @$rows, 50005, "all rows with $cut->[0]");
		cmp_ok($messages, '>=', 50, 'messages');
		$stream->stop;
	}
	$stream->vanish;
	drop_slot('large');
};

for my $coalesce_ms (0, 10)
{
	subtest "the slot of an idle database advances while another one is written to, with coalesce_ms $coalesce_ms" => sub {
		$node->safe_psql('postgres', 'CREATE DATABASE idle');
		create_slot('idle', 'idle');
		my $stream = Wal2Arrow::Replication->connect($node, 'idle');
		$stream->start('idle', '0/0', coalesce_ms => $coalesce_ms);
		write_small(500);
		my $lsn = current_lsn();
		my ($reader, $rows) = drain($stream, $lsn, 20);
		cmp_ok($reader->progress, '>=', $lsn, 'progress was stated');
		is(scalar @$rows, 0, 'without a row');
		$stream->acknowledge($reader->progress);
		ok(wait_until(10, sub {
			return $node->safe_psql('postgres', "SELECT confirmed_flush_lsn >= '" . lsn_text($lsn) .
				"' FROM pg_replication_slots WHERE slot_name = 'idle'") eq 't';
		}), 'the slot is where progress was acknowledged');
		$stream->vanish;
		drop_slot('idle');
		$node->safe_psql('postgres', 'DROP DATABASE idle');
	};
}

subtest 'a backlog of transactions that nobody asked for states progress on the way' => sub {
	create_slot('filtered');
	my $start = current_lsn();
	$node->safe_psql('postgres', q{
		DO $$ BEGIN FOR i IN 1 .. 600 LOOP INSERT INTO other SELECT generate_series(1, 1000); COMMIT; END LOOP; END $$});
	my $lsn = current_lsn();
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	$stream->start('filtered', '0/0', coalesce_ms => 60000, tables => 'public.t');
	my ($reader, %stated) = (Wal2Arrow::Frames->new);
	while ($reader->progress < $lsn)
	{
		my $message = $stream->receive(20) // last;
		next if $message->{kind} ne 'data';
		my @rows = $reader->read($message);
		die "a row that nobody asked for\n" if @rows;
		$stated{ $reader->progress } = 1;
	}
	cmp_ok($lsn - $start, '>', 35 * 1024 * 1024, 'a backlog of more than 35 MB');
	cmp_ok($reader->progress, '>=', $lsn, 'progress reached its end');
	cmp_ok(scalar(grep { $_ < $lsn } keys %stated), '>=', 2, 'and was stated before');
	$stream->vanish;
	drop_slot('filtered');
};

subtest 'a client that acknowledges only progress positions loses nothing, whenever it dies' => sub {
	my $seed = $ENV{WAL2ARROW_SEED} // 20150801;
	note "WAL2ARROW_SEED=$seed";
	srand $seed;
	create_slot('lossless');
	my ($from) = write_small(3000);
	$node->safe_psql('postgres', "INSERT INTO t SELECT generate_series($id + 1, $id + 600)");
	$id += 600;
	write_small(6000);
	my ($lsn, %seen, $finished) = (current_lsn());
	my ($acknowledged, $sessions, $resumed) = (0, 0, 0);

	while (!$finished && $sessions < 200)
	{
		$sessions++;
		my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
		wait_until(10, sub {
			return $node->safe_psql('postgres', "SELECT NOT active FROM pg_replication_slots WHERE slot_name = 'lossless'") eq 't';
		});
		$stream->start('lossless', lsn_text($acknowledged), coalesce_ms => 1 + int rand 20,
			max_batch_bytes => 1024 << int rand 3);
		my $reader = Wal2Arrow::Frames->new;
		my $messages = int rand 24;
		while ($messages-- > 0)
		{
			my $message = $stream->receive(5) // last;
			next if $message->{kind} ne 'data';
			$seen{ $_->{id} }++ for $reader->read($message);
			$finished = 1, last if $reader->progress >= $lsn;
			next if rand() < 0.5 || $reader->progress <= $acknowledged;
			$acknowledged = $reader->progress;
			$stream->acknowledge($acknowledged);
		}
		$stream->vanish;
	}
	ok($finished, "the end was reached in $sessions sessions");
	cmp_ok($sessions, '>=', 10, 'which were many');
	is(scalar(grep { !$seen{$_} } $from .. $id), 0, 'rows lost');
	my @others = grep { $_ < $from || $_ > $id } keys %seen;
	is("@others", '', 'rows that were never written');
	drop_slot('lossless');
};

subtest 'a transaction that commits after progress was acknowledged is not skipped' => sub {
	create_slot('open');
	my $row = ++$id;
	my $writer = Wal2Arrow::Replication->connect($node, 'postgres');
	$writer->query("BEGIN; INSERT INTO t VALUES ($row)");
	# Writes to the disk what is before it, so that the next in the WAL is the row's commit.
	$node->safe_psql('postgres', 'INSERT INTO other VALUES (1)');
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	$stream->start('open', '0/0', coalesce_ms => 60000, tables => 'public.t');
	my ($reader, $rows) = drain($stream, current_lsn());
	is(scalar @$rows, 0, 'no row yet');
	$stream->acknowledge($reader->progress);
	ok(wait_until(10, sub {
		return $node->safe_psql('postgres', "SELECT confirmed_flush_lsn >= '" . lsn_text($reader->progress) .
			"' FROM pg_replication_slots WHERE slot_name = 'open'") eq 't';
	}), 'progress was acknowledged');
	$stream->vanish;
	$writer->query('COMMIT');
	$writer->vanish;

	wait_until(10, sub { $node->safe_psql('postgres', "SELECT NOT active FROM pg_replication_slots WHERE slot_name = 'open'") eq 't' });
	$stream = Wal2Arrow::Replication->connect($node, 'postgres');
	$stream->start('open', '0/0', coalesce_ms => 60000, tables => 'public.t');
	(undef, $rows) = drain($stream, current_lsn());
	is(ids($rows), $row, 'its row comes in the next session');
	$stream->vanish;
	drop_slot('open');
};

subtest 'slots that are synchronised to a standby hold nothing' => sub {
	plan skip_all => 'failover slots came with PostgreSQL 17' if $node->pg_version < 17;
	$node->safe_psql('postgres', "SELECT pg_create_logical_replication_slot('failover', 'wal2arrow', false, false, true)");
	my ($from, $to) = write_small(300);
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	$stream->start('failover', '0/0', coalesce_ms => 60000);
	my ($reader, $rows, $messages) = drain($stream, current_lsn());
	is(ids($rows), join(',', $from .. $to), 'all rows');
	# 300 transactions lie on several pages of WAL, and are held for one page at most.
	cmp_ok($messages, '>=', 3, 'in several messages');
	$stream->vanish;
	drop_slot('failover');
};

$node->stop;
done_testing();
