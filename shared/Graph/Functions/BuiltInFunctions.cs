using System.Collections.Immutable;
using Serverless.Graph.Values;

namespace Serverless.Graph.Functions;

/// <summary>Signatures of the functions that the platform brings, so that documents can be made without it.</summary>
public static class BuiltInFunctions
{
    public const string SqlName = "sql";

    /// <summary>One SELECT over the node's inputs by alias (a single one: <c>input</c>), with named parameters.</summary>
    /// <param name="version">The SQL engine's version: another one may give other results.</param>
    public static FunctionDescriptor Sql(string version) => new()
    {
        Name = SqlName,
        Version = version,
        Kind = FunctionKind.Table,
        Parameters =
        [
            new FunctionParameter("query", DataType.String),
            // Without a default: one would stand in the tokens of stored results.
            new FunctionParameter("parameters", DataType.MapOf(DataType.Any)) { Optional = true },
        ],
        Result = DataType.Table,
        Check = SqlParameterValue.Check,
    };

    /// <summary>Whether a function has arguments that are places for secrets.</summary>
    internal static bool MayTakeSecrets(string? function) => function is "exec" or "http.get" or "download";

    /// <summary>Any program, without a shell. Impure: a program may look at more than it is given.</summary>
    public static FunctionDescriptor Exec { get; } = new()
    {
        Name = "exec",
        Version = "1",
        Impure = true,
        Parameters =
        [
            new FunctionParameter("stdin", Anything) { Optional = true },
            new FunctionParameter("command", DataType.ListOf(DataType.String)),
            new FunctionParameter("files", DataType.MapOf(Anything)) { Optional = true, Default = NoEntries },
            new FunctionParameter("outputs", Anything) { Optional = true },
            new FunctionParameter("environment", DataType.MapOf(Anything)) { Optional = true, Default = NoEntries },
            new FunctionParameter("stdout", OneOf("text", "json", "stream", "log") with { Nullable = true }) { Optional = true },
            new FunctionParameter("stdinFile", DataType.String with { Nullable = true }) { Optional = true },
        ],
        Check = ExecRules.Check,
    };

    /// <summary>What an address answers, as a value or a stored stream. Impure: it may answer something else the next time.</summary>
    public static FunctionDescriptor HttpGet { get; } = new()
    {
        Name = "http.get",
        Version = "1",
        Impure = true,
        Parameters =
        [
            new FunctionParameter("url", DataType.String),
            new FunctionParameter("headers", DataType.MapOf(Anything)) { Optional = true, Default = NoEntries },
            new FunctionParameter("result", OneOf("text", "json", "stream")) { Optional = true, Default = GraphValue.Of("text") },
            new FunctionParameter("maxBytes", Bytes) { Optional = true },
        ],
        Check = HttpRules.CheckGet,
    };

    /// <summary>What an address answers, as a stored stream whose hash may be given. Impure, as <see cref="HttpGet"/>.</summary>
    public static FunctionDescriptor Download { get; } = new()
    {
        Name = "download",
        Version = "1",
        Impure = true,
        Parameters =
        [
            new FunctionParameter("url", DataType.String),
            new FunctionParameter("headers", DataType.MapOf(Anything)) { Optional = true, Default = NoEntries },
            new FunctionParameter("sha256", DataType.String with { Nullable = true }) { Optional = true },
            new FunctionParameter("maxBytes", Bytes) { Optional = true },
        ],
        Result = DataType.Blob,
        Check = HttpRules.CheckDownload,
    };

    private static DataType Anything => DataType.Any with { Nullable = true };

    private static DataType Bytes => DataType.Integer with { Minimum = 1, Nullable = true };

    private static GraphValue NoEntries => GraphValue.Map([]);

    private static DataType OneOf(params ImmutableArray<string> values) => new(DataTypeKind.Enum) { Values = values };
}
