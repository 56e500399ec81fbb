# A transaction of millions of rows takes no memory of the plugin, and does not keep a walsender from ending.
use strict;
use warnings;
use Test::More;
use Time::HiRes qw(time);
use Wal2Arrow::Frames;
use Wal2Arrow::Memory;
use Wal2Arrow::Replication;
use Wal2Arrow::Server;

my $rows = $ENV{WAL2ARROW_SCALE} ? 10_000_000 : 2_000_000;
my $node = start_server('large', settings => "wal_sender_timeout = 0\nmax_wal_size = 4GB");
$node->safe_psql('postgres', q{
	CREATE TABLE t (a int, b bigint, c int);
	SELECT pg_create_logical_replication_slot('large', 'wal2arrow')});
$node->safe_psql('postgres', "INSERT INTO t SELECT i, i, i FROM generate_series(1, $rows) i");
my $end = lsn_number($node->safe_psql('postgres', 'SELECT pg_current_wal_flush_lsn()'));

# What the plugin holds, and the context of decoding that has its output.
sub bytes_held
{
	my ($stream) = @_;
	my $contexts = memory_contexts($node, $stream->pid);
	my $bytes = $contexts->{'Logical decoding context'};
	$bytes += $contexts->{$_} for grep { /^wal2arrow / } keys %$contexts;
	return $bytes;
}

# Reads all of it; what was held at five moments, the rows that came, and the frames by kind.
sub drain
{
	my ($stream) = @_;
	my ($seen, $progress, %kinds, @bytes) = (0, 0);
	while ($progress < $end)
	{
		my $message = $stream->receive(300) // die "nothing comes any more after $seen rows\n";
		die $message->{text} // "the server went away\n" if $message->{kind} =~ /^(error|eof)$/;
		next if $message->{kind} ne 'data';
		for (Wal2Arrow::Frames::frames($message->{payload}))
		{
			$kinds{ $_->{kind} }++;
			$seen += $_->{rows} if $_->{kind} == Wal2Arrow::Frames::BATCH;
			$progress = $_->{position} if $_->{kind} == Wal2Arrow::Frames::PROGRESS;
		}
		push @bytes, bytes_held($stream) if $seen > $rows * (@bytes + 0.5) / 5;
	}
	return (\@bytes, $seen, \%kinds);
}

for my $streaming ('off', 'on')
{
	subtest "memory of a transaction of $rows rows with streaming $streaming" => sub {
		my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
		$stream->start('large', '0/0', coalesce_ms => 10, streaming => $streaming);
		my ($bytes, $seen, $kinds) = drain($stream);
		note "@$bytes bytes";
		is($seen, $rows, 'all rows came');
		is($kinds->{4} // 0, $streaming eq 'on' ? 1 : 0, 'commits of a streamed transaction');
		is(scalar(@$bytes), 5, 'times that memory was looked at');
		is(scalar(grep { $_ > 4_000_000 } @$bytes), 0, 'times that more than 4 MB were held');
		$stream->stop;
		$stream->vanish;
	};
}

sub is_gone
{
	my ($pid) = @_;
	return $node->safe_psql('postgres', "SELECT count(*) FROM pg_stat_replication WHERE pid = $pid") == 0;
}

sub wait_event
{
	my ($pid) = @_;
	return $node->safe_psql('postgres', "SELECT wait_event FROM pg_stat_activity WHERE pid = $pid");
}

sub terminate
{
	my ($pid) = @_;
	$node->safe_psql('postgres', "SELECT pg_terminate_backend($pid)");
}

for my $streaming ('off', 'on')
{
	subtest "a walsender in the middle of it ends when it is told to, with streaming $streaming" => sub {
		my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
		my $pid = $stream->pid;
		my ($messages, $text, $read) = (0, '');
		my $reads = sub {
			my ($timeout) = @_;
			my $message = $stream->receive($timeout) // return 0;
			$messages++ if $message->{kind} eq 'data';
			$text = $message->{text} if $message->{kind} eq 'error';
			return $message->{kind} ne 'eof';
		};

		$stream->start('large', '0/0', streaming => $streaming);
		while ($messages < 3)
		{
			$reads->(300) or die "no message comes\n";
		}
		my $start = time;
		terminate($pid);
		while (time < $start + 20 && $reads->(1))
		{
		}
		ok(wait_until(20, sub { is_gone($pid) }), 'it was gone');
		cmp_ok(time - $start, '<', 5, 'within seconds');
		like($text, qr/57P01/, 'and said that it was told to');
		cmp_ok($messages, '<', $rows / 100_000, 'before all had come');
		$stream->vanish;
	};
}

# The server waits for room to say why it ends, whatever plugin decodes; it does not when it is told again.
subtest 'a walsender whose client does not read ends when it is told to' => sub {
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	my $pid = $stream->pid;
	$stream->start('large', '0/0', streaming => 'on');
	ok(wait_until(300, sub { wait_event($pid) eq 'WalSenderWriteData' }), 'it waits for its client');
	terminate($pid);
	ok(wait_until(5, sub { is_gone($pid) || wait_event($pid) eq 'ClientWrite' }), 'the plugin ended within seconds');
	terminate($pid);
	ok(wait_until(5, sub { is_gone($pid) }), 'and so did the walsender');
	$stream->vanish;
};

$node->stop;
done_testing();
