namespace Sabot.Cdc.Tool.Doctor;

/// <summary>What the role that streams must be allowed. Reading the tables is not among it.</summary>
internal static class RoleChecks
{
    public static IEnumerable<Finding> Check(Examination examination)
    {
        var server = examination.Server;
        if (!server.MayReplicate)
        {
            yield return new Finding(Severity.Error, "role-replication", $"role {server.Role}",
                $"Role {server.Role} may not replicate.", $"ALTER ROLE {SqlText.Identifier(server.Role)} REPLICATION", "as a superuser");
        }

        if (examination.PublicationName is { } name && examination.Publication is null && !server.MayCreatePublications)
        {
            yield return new Finding(Severity.Error, "role-create", $"role {server.Role}",
                $"Publication {name} does not exist, and role {server.Role} may not create it in database {server.Database}.",
                $"GRANT CREATE ON DATABASE {SqlText.Identifier(server.Database)} TO {SqlText.Identifier(server.Role)}", "or create the publication as the tables' owner");
        }
    }
}
