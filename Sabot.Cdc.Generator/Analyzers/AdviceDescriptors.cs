using Microsoft.CodeAnalysis;
using static Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace Sabot.Cdc.Generator.Analyzers;

/// <summary>The descriptors of the advice: code that compiles, and that throws or waits when it runs.</summary>
internal static class AdviceDescriptors
{
    private const string Category = "Sabot.Cdc";

    public static readonly DiagnosticDescriptor UncheckedValue = new(
        Advice.UncheckedValue,
        "Value is read without asking whether it is there",
        "'{0}' throws where an update left a large value alone: ask '{1}' first",
        Category,
        Warning,
        true);

    public static readonly DiagnosticDescriptor KeptView = new(
        Advice.KeptView,
        "View is kept past its batch",
        "'{0}' is a view that ends when the loop moves on: {1}, or copy its values",
        Category,
        Warning,
        true);

    public static readonly DiagnosticDescriptor CollectedStream = new(
        Advice.CollectedStream,
        "Views of a stream are collected",
        "'{0}' collects views that end when the stream moves on: select the values that you need before it",
        Category,
        Warning,
        true);

    public static readonly DiagnosticDescriptor IgnoredStream = new(
        Advice.IgnoredStream,
        "Stream is asked for and never enumerated",
        "The stream of '{0}' is never enumerated, and makes the others wait once its queue is full: "
        + "enumerate it, or do not ask for it",
        Category,
        Warning,
        true);

    public static readonly DiagnosticDescriptor LateStream = new(
        Advice.LateStream,
        "Stream is asked for after the session has started",
        "'{0}' throws: the enumeration before it has started the session of '{1}', so ask for all streams first",
        Category,
        Warning,
        true);
}
