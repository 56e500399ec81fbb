using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Diagnostics;

/// <summary>
/// A diagnostic before it becomes Roslyn's: equal by value, so that an unchanged one is not reported anew.
/// </summary>
/// <param name="Id">One of <see cref="DiagnosticIds"/>.</param>
/// <param name="Place">Where; null for one about the whole project.</param>
/// <param name="Message">One sentence on what is wrong and what to do.</param>
/// <param name="Other">A second place that the message names.</param>
internal sealed record DiagnosticModel(string Id, FilePlace? Place, string Message, FilePlace? Other = null);
