# report.pl FILE…: the errors in memcheck's XML reports. Those with wal2arrow.so in a stack are printed, and make the
# exit code 1; of others, the server's own, only how often which kind was seen, and where.
use strict;
use warnings;

my (%ours, %others, $processes);

sub field
{
	my ($xml, $name) = @_;
	return $xml =~ m{<$name>(.*?)</$name>}s ? $1 : undef;
}

sub frame
{
	my ($xml) = @_;
	my ($function, $object) = (field($xml, 'fn') // '???', field($xml, 'obj') // '???');
	my ($file, $line) = (field($xml, 'file'), field($xml, 'line'));
	$object =~ s{.*/}{};
	return $function . ' (' . (defined $file ? "$file:$line" : $object) . ')';
}

for my $file (@ARGV)
{
	open my $in, '<', $file or die "$file: $!\n";
	my $xml = do { local $/; <$in> };
	$processes++ if $xml =~ /<valgrindoutput>|<error>|<pid>/;
	while ($xml =~ m{<(error|fatal_signal)>(.*?)</\1>}sg)
	{
		my ($tag, $error) = ($1, $2);
		my $kind = field($error, 'kind') // field($error, 'signame') // $tag;
		# XML brings them along, but what belongs to a memory context is not lost.
		next if $kind =~ /^Leak_/;
		my $what = field($error, 'text') // field($error, 'what') // '';
		my @lines = ("$kind: $what");
		while ($error =~ m{<auxwhat>(.*?)</auxwhat>|<stack>(.*?)</stack>}sg)
		{
			push @lines, "  $1" if defined $1;
			push @lines, map { '    ' . frame($_) } ($2 =~ m{<frame>(.*?)</frame>}sg) if defined $2;
		}
		if ($error =~ m{<obj>[^<]*/wal2arrow\.so</obj>})
		{
			$ours{ join "\n", @lines }++;
		}
		else
		{
			my ($top) = grep { !/vg_replace_malloc|vgpreload/ } @lines[ 1 .. $#lines ];
			$others{ "$kind in" . ($top // '') =~ s/^\s*/ /r }++;
		}
	}
}

die "there are no reports of memcheck\n" if !$processes;
print "$processes processes\n";
print "the server's own, $others{$_} times: $_\n" for sort keys %others;
print "wal2arrow's, $ours{$_} times: $_\n\n" for sort keys %ours;
exit(%ours ? 1 : 0);
