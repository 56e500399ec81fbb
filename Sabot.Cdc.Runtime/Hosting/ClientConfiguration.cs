using Microsoft.Extensions.Configuration;

namespace Sabot.Cdc;

/// <summary>The section that a client was added with, in which its handlers find theirs.</summary>
internal sealed record ClientConfiguration(IConfiguration Section);
