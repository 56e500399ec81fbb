using Sabot.Cdc.Naming;

namespace Sabot.Cdc.Generator.Model;

/// <summary>One member of a row struct.</summary>
internal sealed record MemberModel(MemberKind Kind, string Name);
