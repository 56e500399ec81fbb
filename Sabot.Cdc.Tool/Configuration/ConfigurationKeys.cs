namespace Sabot.Cdc.Tool.Configuration;

/// <summary>The keys of sabot-cdc.json; docs/sabot-cdc.schema.json and docs/configuration.md have the same.</summary>
internal static class ConfigurationKeys
{
    public const string Schema = "$schema";
    public const string Connection = "connection";
    public const string Output = "output";
    public const string Include = "include";
    public const string Exclude = "exclude";
    public const string Namespace = "namespace";
    public const string Names = "names";
    public const string Types = "types";
    public const string Columns = "columns";

    public const string Environment = "environment";
    public const string UserSecret = "userSecret";

    public const string Type = "type";
    public const string Reader = "reader";

    public static readonly string[] OfFile = [Schema, Connection, Output, Include, Exclude, Namespace, Names, Types, Columns];

    public static readonly string[] OfConnection = [Environment, UserSecret];

    public static readonly string[] OfReader = [Type, Reader];
}
