using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Configuration;

namespace Sabot.Cdc.Tool.Tests.Configuration;

public sealed class UserSecretsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sabot-cdc-").FullName;
    private readonly string _id = $"sabot-cdc-tests-{Guid.NewGuid():N}";
    private readonly string _secrets;

    public UserSecretsTests() => _secrets = Path.GetDirectoryName(UserSecrets.PathOf(_id))!;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        if (Directory.Exists(_secrets))
            Directory.Delete(_secrets, recursive: true);
    }

    [Theory]
    [InlineData("""{ "ConnectionStrings:Shop": "Host=db" }""")]
    [InlineData("""{ "connectionstrings": { "SHOP": "Host=db" }, }""")]
    public void ASecretIsFoundInBothOfItsForms(string secrets)
    {
        Project("Shop.csproj", _id);
        Secrets(secrets);

        Assert.Equal("Host=db", UserSecrets.Read(_folder, "ConnectionStrings:Shop", ""));
    }

    [Fact]
    public void WhatIsMissingIsSaidWithWhatToRun()
    {
        Assert.Contains("run 'dotnet user-secrets init'", Fails(), StringComparison.Ordinal);

        Project("Shop.csproj", id: null);
        Assert.Contains("run 'dotnet user-secrets init'", Fails(), StringComparison.Ordinal);

        Project("Shop.csproj", _id);
        Assert.Contains("run 'dotnet user-secrets set \"ConnectionStrings:Shop\"", Fails(), StringComparison.Ordinal);

        Secrets("""{ "Other": "Host=db" }""");
        Assert.StartsWith("sabot-cdc.json(1,2): The project has no user secret 'ConnectionStrings:Shop'", Fails(), StringComparison.Ordinal);

        Secrets("{");
        Assert.Contains("cannot be read", Fails(), StringComparison.Ordinal);

        Project("Other.csproj", "another");
        Assert.Contains("several UserSecretsIds", Fails(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnIdThatLeavesTheFolderIsNone()
    {
        Project("Shop.csproj", "../../etc");
        Assert.Contains("has a UserSecretsId", Fails(), StringComparison.Ordinal);
    }

    private string Fails() => Assert.Throws<ToolException>(() => UserSecrets.Read(_folder, "ConnectionStrings:Shop", "sabot-cdc.json(1,2): ")).Message;

    private void Project(string name, string? id) => File.WriteAllText(
        Path.Combine(_folder, name), $"<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup>{(id is null ? "" : $"<UserSecretsId>{id}</UserSecretsId>")}</PropertyGroup></Project>");

    private void Secrets(string text)
    {
        Directory.CreateDirectory(_secrets);
        File.WriteAllText(Path.Combine(_secrets, "secrets.json"), text);
    }
}
