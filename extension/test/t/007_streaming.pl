# Transactions that are sent while they are in progress, to a client that is there when they end: what was sent of
# a rolled back (sub)transaction is taken back, and nothing else.
use strict;
use warnings;
use Test::More;
use Wal2Arrow::Frames;
use Wal2Arrow::Replication;
use Wal2Arrow::Server;

use constant { SCHEMA => 1, BATCH => 2, PROGRESS => 3, STREAM_COMMIT => 4, STREAM_ABORT => 5, IN_PROGRESS => 1 };

my $node = start_server('streaming', settings => 'logical_decoding_work_mem = 64kB');
$node->safe_psql('postgres', q{
	CREATE TYPE mood AS ENUM ('a', 'b');
	CREATE TABLE t (id int PRIMARY KEY, m mood, v text);
	CREATE TABLE other (id int);
	SELECT pg_create_logical_replication_slot('streaming', 'wal2arrow')});

# What a client knows: rows of finished transactions in their order, and by transaction those in progress.
my (@done, %waiting, @aborts, %schemas, $progress, $stream);

sub start
{
	(@done, %waiting, @aborts, %schemas) = ();
	$progress = 0;
	$stream = Wal2Arrow::Replication->connect($node, 'postgres');
	wait_until(10, sub { $node->safe_psql('postgres', "SELECT NOT active FROM pg_replication_slots") eq 't' });
	$stream->start('streaming', '0/0', streaming => 'on', coalesce_ms => 60000, @_);
}

sub stop
{
	$stream->acknowledge($progress);
	$stream->stop;
	$stream->vanish;
}

# As extension/README.md says: drops what does not count, and closes the gaps that it leaves in the ordinals.
sub commit
{
	my ($frame) = @_;
	my (undef, @ranges) = unpack 'q< (L< L<)*', $frame->{body};
	my $rows = delete $waiting{ $frame->{relation} } // [];
	for my $row (@$rows)
	{
		my ($counts, $gap) = (1, 0);
		for (my $i = 0; $i < 2 * $frame->{rows}; $i += 2)
		{
			$counts = 0 if $row->{__seq} >= $ranges[$i] && $row->{__seq} <= $ranges[ $i + 1 ];
			$gap += $ranges[ $i + 1 ] - $ranges[$i] + 1 if $ranges[ $i + 1 ] < $row->{__seq};
		}
		push @done, { %$row, __seq => $row->{__seq} - $gap, __lsn => $frame->{position} } if $counts;
	}
}

sub take
{
	my ($message) = @_;
	for my $frame (Wal2Arrow::Frames::frames($message->{payload}))
	{
		my $key = "$frame->{relation}.$frame->{generation}";
		$schemas{$key} = Wal2Arrow::Frames::read_schema($frame->{body}) if $frame->{kind} == SCHEMA;
		commit($frame) if $frame->{kind} == STREAM_COMMIT;
		$progress = $frame->{position} if $frame->{kind} == PROGRESS;
		if ($frame->{kind} == BATCH)
		{
			my @rows = Wal2Arrow::Frames::batch_rows($schemas{$key}, $frame->{body}, $frame->{rows});
			if ($frame->{flags} == IN_PROGRESS)
			{
				push @{ $waiting{ $frame->{position} } }, @rows;
			}
			else
			{
				$_->{__lsn} > $progress or die "a row comes after progress past it\n" for @rows;
				push @done, @rows;
			}
		}
		elsif ($frame->{kind} == STREAM_ABORT)
		{
			push @aborts, [ $frame->{relation}, $frame->{generation} ];
			delete $waiting{ $frame->{relation} } if $frame->{relation} == $frame->{generation};
		}
	}
}

# Reads until the condition holds, and meanwhile lets the WAL go to the disk.
sub read_until
{
	my ($what, $condition) = @_;
	my $end = time + 30;
	while (!$condition->())
	{
		die "$what does not happen\n" if time > $end;
		my $message = $stream->receive(0.1);
		$node->safe_psql('postgres', 'INSERT INTO other VALUES (1)'), next if !$message;
		die $message->{text} // $message->{kind} if $message->{kind} !~ /^(data|keepalive)$/;
		take($message) if $message->{kind} eq 'data';
	}
}

sub rows_of { return grep { $_->{_table} eq 't' } @_ }

sub in_progress { return rows_of(map { @$_ } values %waiting) }

sub wide
{
	my ($from, $to, $mood) = @_;
	return "INSERT INTO t SELECT g, '" . ($mood // 'a') . "', repeat('x', 200) FROM generate_series($from, $to) g";
}

subtest 'a subtransaction that was sent is rolled back, and then another one' => sub {
	start();
	my $writer = Wal2Arrow::Replication->connect($node, 'postgres');
	$writer->query('BEGIN; ' . wide(1, 1000));
	read_until('the first part', sub { in_progress() > 0 });
	$writer->query('SAVEPOINT s; ' . wide(2001, 3000));
	read_until('the subtransaction', sub { grep { $_->{id} > 2000 } in_progress() });
	$writer->query('ROLLBACK TO s; ' . wide(4001, 5000));
	$writer->query('SAVEPOINT s2; ' . wide(6001, 7000));
	read_until('the second subtransaction', sub { grep { $_->{id} > 6000 } in_progress() });
	my %xids = map { $_->{id} => $_->{__xid} } in_progress();
	my ($of_first) = map { $xids{$_} } grep { $_ > 2000 && $_ < 4000 } keys %xids;
	my ($of_second) = map { $xids{$_} } grep { $_ > 6000 } keys %xids;
	my ($top) = keys %waiting;
	$writer->query('ROLLBACK TO s2; ' . wide(8001, 9000) . '; COMMIT');
	$writer->vanish;
	read_until('the commit', sub { grep { $_->{_table} eq 't' } @done });

	is(join(' ', map { "@$_" } @aborts), "$top $of_first $top $of_second", 'each abort names the transaction and the subtransaction of the rows');
	my @rows = rows_of(@done);
	is(join(',', map { $_->{id} } @rows), join(',', 1 .. 1000, 4001 .. 5000, 8001 .. 9000), 'rows that count, in order');
	is(join(',', map { $_->{__seq} } @rows), join(',', 1 .. 3000), 'their ordinals are those of a transaction without the others');
	is(scalar keys %waiting, 0, 'nothing is left');
	stop();
};

subtest 'a transaction that was sent is rolled back as a whole' => sub {
	start();
	my $writer = Wal2Arrow::Replication->connect($node, 'postgres');
	$writer->query('BEGIN; ' . wide(10001, 11000));
	read_until('the transaction', sub { in_progress() > 0 });
	my ($top) = keys %waiting;
	$writer->query('ROLLBACK; ' . wide(12000, 12000));
	$writer->vanish;
	read_until('the row behind it', sub { rows_of(@done) });
	is(join(' ', map { "@$_" } @aborts), "$top $top", 'its abort');
	is(join(',', map { $_->{id} } rows_of(@done)), 12000, 'the row behind it is the only one');
	stop();
};

subtest 'small transactions that are held come apart from a block of a large one, and before its commit' => sub {
	my $writer = Wal2Arrow::Replication->connect($node, 'postgres');
	$writer->query('BEGIN; INSERT INTO other VALUES (2)');
	$node->safe_psql('postgres', wide(13001, 13001));
	# The last row alone is large enough to be sent at once, so that nothing is left for a block at the commit.
	$writer->query(wide(14001, 15000) . "; INSERT INTO t SELECT 15001, 'a', string_agg(md5(g::text), '') FROM generate_series(1, 8000) g");
	$node->safe_psql('postgres', wide(13002, 13002));
	$writer->query('COMMIT');
	$writer->vanish;
	my $lsn = lsn_number($node->safe_psql('postgres', 'SELECT pg_current_wal_flush_lsn()'));
	start();
	# Dies of a row that comes after progress past it.
	read_until('all of it', sub { $progress >= $lsn });
	is(join(',', map { $_->{id} } rows_of(@done)), join(',', 13001, 13002, 14001 .. 15001), 'rows by the order of commits');
	is_deeply([ map { $_->{__lsn} } @done ], [ sort { $a <=> $b } map { $_->{__lsn} } @done ], 'and their positions');
	stop();
};

subtest 'a transaction is rolled back while a row of it is read' => sub {
	start(max_batch_bytes => 1024);
	my $writer = Wal2Arrow::Replication->connect($node, 'postgres');
	# The server waits for its client in the middle of a block: what follows looks up the enum's other label.
	$writer->query('BEGIN; ' . wide(20001, 40000) . '; ' . wide(40001, 40010, 'b') . '; ' . wide(40011, 45000));
	read_until('the transaction', sub { in_progress() > 0 });
	my ($top) = keys %waiting;
	$writer->query('ROLLBACK');
	$writer->query(wide(50001, 50010, 'b'));
	$writer->vanish;
	read_until('the rows behind it', sub { rows_of(@done) >= 10 });
	is(join(' ', map { "@$_" } @aborts), "$top $top", 'its abort');
	is(join(',', map { "$_->{id}$_->{m}" } rows_of(@done)), join(',', map { "${_}b" } 50001 .. 50010), 'the rows behind it are whole');
	stop();
};

$node->stop;
done_testing();
