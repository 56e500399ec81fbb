# A session's memory does not grow with what it has seen: tables that came and went, transactions, restarts.
use strict;
use warnings;
use Test::More;
use PostgreSQL::Test::Utils ();
use Wal2Arrow::Frames;
use Wal2Arrow::Memory;
use Wal2Arrow::Replication;
use Wal2Arrow::Server;

# More cycles and restarts for a thorough run.
my $scale = $ENV{WAL2ARROW_SCALE} // 1;
my $node = start_server('memory', settings => "logical_decoding_work_mem = 64kB\nlog_statement = none\nwal_sender_timeout = 0");
$node->safe_psql('postgres', q{
	CREATE TABLE t (id bigserial PRIMARY KEY, v text);
	CREATE TABLE renamed (id int PRIMARY KEY, c0 text, n numeric(10,2));
	CREATE PROCEDURE churn(n int) LANGUAGE plpgsql AS $$ BEGIN
		FOR i IN 1 .. n LOOP
			EXECUTE format('CREATE TABLE x%s (id int PRIMARY KEY, a text, b int[])', i);
			EXECUTE format('INSERT INTO x%s VALUES (1, %L, %L)', i, repeat('x', 500), '{1,2}');
			COMMIT;
			EXECUTE format('ALTER TABLE x%s ADD c text', i);
			EXECUTE format('INSERT INTO x%s VALUES (2, %L, %L, %L)', i, 'y', '{}', 'z');
			COMMIT;
			EXECUTE format('DROP TABLE x%s', i);
			COMMIT;
			EXECUTE format('ALTER TABLE renamed RENAME c%s TO c%s', (i - 1) % n, i % n);
			EXECUTE 'INSERT INTO renamed VALUES (1); DELETE FROM renamed';
			COMMIT;
		END LOOP;
	END $$;
	CREATE PROCEDURE small(n int) LANGUAGE plpgsql AS $$ BEGIN
		FOR i IN 1 .. n LOOP
			INSERT INTO t (v) VALUES (i);
			COMMIT;
		END LOOP;
	END $$});
$node->safe_psql('postgres', "SELECT pg_create_logical_replication_slot('memory', 'wal2arrow')");

# Reads all that there is, without looking at rows, and acknowledges it.
sub drain
{
	my ($stream) = @_;
	my $lsn = lsn_number($node->safe_psql('postgres', 'SELECT pg_current_wal_flush_lsn()'));
	my $progress = 0;
	while ($progress < $lsn)
	{
		my $message = $stream->receive(300) // die "progress (" . lsn_text($progress) . " of " . lsn_text($lsn) . ") does not reach the end\n";
		die $message->{text} // "the server went away\n" if $message->{kind} =~ /^(error|eof)$/;
		next if $message->{kind} ne 'data';
		my ($last) = (Wal2Arrow::Frames::frames($message->{payload}))[-1];
		$progress = $last->{position} if $last->{kind} == Wal2Arrow::Frames::PROGRESS;
	}
	$stream->acknowledge($progress);
}

sub churn
{
	my ($tables, $transactions) = @_;
	$node->safe_psql('postgres', "CALL churn($tables)");
	$node->safe_psql('postgres', "CALL small($transactions)");
}

subtest 'tables that come and go, columns that are renamed, many transactions' => sub {
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	$stream->start('memory', '0/0', coalesce_ms => 10);
	my @bytes;
	for (1 .. 5)
	{
		churn(200 * $scale, 20000 * $scale);
		drain($stream);
		push @bytes, plugin_memory($node, $stream->pid);
	}
	note "@bytes bytes";
	# 64 relations may be remembered after they were dropped, with some 30 KB each.
	is(scalar(grep { $_ > 3_000_000 } @bytes), 0, 'bytes stay below a bound');
	$stream->stop;
	$stream->vanish;
};

subtest 'restarts of replication in one session' => sub {
	# A slot of its own: each restart reads the WAL from where its slot holds it.
	$node->safe_psql('postgres', "SELECT pg_create_logical_replication_slot('restarts', 'wal2arrow')");
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	my @bytes;
	for my $i (1 .. 200 * $scale)
	{
		$node->safe_psql('postgres', 'CALL small(3)') if $i % 10 == 1;
		$stream->start('restarts', '0/0', coalesce_ms => 10);
		$stream->receive(5);
		if ($i == 10 || $i == 200 * $scale)
		{
			push @bytes, plugin_memory($node, $stream->pid);
		}
		$stream->stop;
	}
	note "@bytes bytes";
	cmp_ok($bytes[1], '<=', $bytes[0] + 65536, 'bytes at the end against those after 10 restarts');
	is(scalar(() = PostgreSQL::Test::Utils::slurp_file($node->logfile) =~ /wal2arrow session: \d+ total/g), 7,
		'one session at a time has memory');
	$stream->vanish;
};

$node->stop;
done_testing();
