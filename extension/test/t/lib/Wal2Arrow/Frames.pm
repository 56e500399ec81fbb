# Reads frames and the Arrow messages in them, by the formats' own documents, for the types that the TAP
# tests use. A reader lives as long as a session of replication, because schemas are sent once.
package Wal2Arrow::Frames;

use strict;
use warnings;
use Encode ();

use constant { SCHEMA => 1, BATCH => 2, PROGRESS => 3 };

sub new
{
	my ($class) = @_;
	return bless { schemas => {}, progress => 0, batches => 0 }, $class;
}

# What was stated last.
sub progress { return $_[0]{progress} }

sub batches { return $_[0]{batches} }

# Cuts a payload into frames: { kind, flags, relation, generation, position, rows, body }.
sub frames
{
	my ($payload) = @_;
	my ($at, @frames) = (0);
	while ($at < length $payload)
	{
		my %frame;
		my $magic;
		($magic, @frame{qw(kind flags reserved relation generation position rows length)}) =
		  unpack "x$at a4 C C S< L< L< Q< L< L<", $payload;
		die "no frame at byte $at\n" if $magic ne 'W2A1' or $at % 8 or $frame{length} % 8;
		$frame{body} = substr $payload, $at + 32, $frame{length};
		die "frame at byte $at is cut off\n" if length $frame{body} != $frame{length};
		push @frames, \%frame;
		$at += 32 + $frame{length};
	}
	return @frames;
}

# The rows of a message in the order of changes; each is a hash of its columns, with _table, _schema. Dies where
# a promise of the protocol is broken.
sub read
{
	my ($self, $message) = @_;
	my $before = $self->{progress};
	my @rows;

	for my $frame (frames($message->{payload}))
	{
		my $key = "$frame->{relation}.$frame->{generation}";
		if ($frame->{kind} == SCHEMA)
		{
			$self->{schemas}{$key} = read_schema($frame->{body});
		}
		elsif ($frame->{kind} == BATCH)
		{
			my $schema = $self->{schemas}{$key} // die "batch of relation $key before its schema\n";
			$self->{batches}++;
			push @rows, batch_rows($schema, $frame->{body}, $frame->{rows});
		}
		elsif ($frame->{kind} == PROGRESS)
		{
			die "progress went back\n" if $frame->{position} <= $self->{progress};
			# In the middle of a transaction the server gives a message no position.
			die "a message's position is behind the progress that it states\n"
			  if $message->{position} && $message->{position} < $frame->{position};
			$self->{progress} = $frame->{position};
		}
	}
	$_->{__lsn} > $before or die "row at or below the progress that was stated before it\n" for @rows;
	# But for messages outside of transactions, rows that no progress covers are not all of their transaction.
	die "a message in the middle of a transaction has a position\n"
	  if $message->{position} && grep { $_->{__xid} && $_->{__lsn} > $self->{progress} } @rows;
	return sort { $a->{__lsn} <=> $b->{__lsn} || $a->{__seq} <=> $b->{__seq} } @rows;
}

# (Perl's strict UTF-8 is stricter than Unicode, and refuses the escape U+FDD0.)

# A FlatBuffers table: where its slot is (undef = absent), and references.
sub slot
{
	my ($b, $table, $i) = @_;
	my $vtable = $table - unpack("x$table l<", $b);
	return if 4 + 2 * $i >= unpack "x$vtable S<", $b;
	my $at = $vtable + 4 + 2 * $i;
	my $offset = unpack "x$at S<", $b;
	return $offset ? $table + $offset : undef;
}

sub follow
{
	my ($b, $at) = @_;
	return $at + unpack "x$at L<", $b;
}

sub string
{
	my ($b, $at) = @_;
	my $to = follow($b, $at);
	my $bytes = substr $b, $to + 4, unpack("x$to L<", $b);
	return Encode::decode('utf8', $bytes, Encode::FB_CROAK);
}

sub vector
{
	my ($b, $at) = @_;
	my $to = follow($b, $at);
	return map { follow($b, $to + 4 + 4 * $_) } 0 .. unpack("x$to L<", $b) - 1;
}

sub metadata
{
	my ($b, $at) = @_;
	return {} unless defined $at;
	return { map { (string($b, slot($b, $_, 0)), string($b, slot($b, $_, 1))) } vector($b, $at) };
}

sub header
{
	my ($b) = @_;
	my $message = follow($b, 8);
	return follow($b, slot($b, $message, 2));
}

my %buffers = (utf8 => 3, binary => 3);

sub read_schema
{
	my ($b) = @_;
	my $schema = header($b);
	my @fields;
	for my $field (vector($b, slot($b, $schema, 1)))
	{
		my $kind = unpack 'C', substr $b, slot($b, $field, 2), 1;
		my $type = follow($b, slot($b, $field, 3));
		push @fields,
		  {
			name => string($b, slot($b, $field, 0)),
			metadata => metadata($b, slot($b, $field, 6)),
			type => type_name($b, $kind, $type)
		  };
	}
	return { fields => \@fields, metadata => metadata($b, slot($b, $schema, 2)) };
}

sub type_name
{
	my ($b, $kind, $type) = @_;
	return 'utf8' if $kind == 5;
	return 'binary' if $kind == 4;
	return 'bool' if $kind == 6;
	return 'timestamp' if $kind == 10;
	die "the TAP tests' reader does not know Arrow type $kind\n" if $kind != 2;
	my $signed = unpack 'C', substr $b, slot($b, $type, 1), 1;
	return ($signed ? 'int' : 'uint') . unpack 'l<', substr $b, slot($b, $type, 0), 4;
}

my %integers = (uint8 => 'C', int16 => 's<', uint32 => 'L<', int32 => 'l<', uint64 => 'Q<', int64 => 'q<', timestamp => 'q<');

sub batch_rows
{
	my ($schema, $b, $nrows) = @_;
	my $batch = header($b);
	my $buffers = follow($b, slot($b, $batch, 2)) + 4;
	my $body = 8 + unpack 'x4 l<', $b;
	my @rows = map { { _schema => $schema, _table => $schema->{metadata}{'pg.table'} } } 1 .. $nrows;
	my $buffer = 0;
	my $next = sub {
		my ($offset, $length) = unpack 'q< q<', substr $b, $buffers + 16 * $buffer++, 16;
		return substr $b, $body + $offset, $length;
	};

	for my $field (@{ $schema->{fields} })
	{
		my $validity = $next->();
		my $values = $next->();
		my $data = $buffers{ $field->{type} } ? $next->() : '';
		my @values;
		if ($integers{ $field->{type} })
		{
			@values = unpack "($integers{ $field->{type} })$nrows", $values;
		}
		elsif ($field->{type} eq 'bool')
		{
			@values = split //, unpack "b$nrows", $values;
		}
		else
		{
			my @offsets = unpack 'l<' . ($nrows + 1), $values;
			@values = map { substr $data, $offsets[$_], $offsets[ $_ + 1 ] - $offsets[$_] } 0 .. $nrows - 1;
			if ($field->{type} eq 'utf8')
			{
				$_ = Encode::decode('utf8', $_, Encode::FB_CROAK) for @values;
			}
		}
		for my $row (0 .. $nrows - 1)
		{
			my $is_null = length $validity && !vec $validity, $row, 1;
			$rows[$row]{ $field->{name} } = $is_null ? undef : $values[$row];
		}
	}
	$_->{__op} = chr $_->{__op} for @rows;
	return @rows;
}

1;
