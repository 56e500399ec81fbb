using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Sabot.Cdc.Generator.Tests.Harness;

/// <summary>An additional file that was never on a disk; a null text is a file that cannot be read.</summary>
internal sealed class MemoryText(string path, string? text) : AdditionalText
{
    public override string Path => path;

    public override SourceText? GetText(CancellationToken cancellationToken = default) =>
        text is null ? null : SourceText.From(text);
}
