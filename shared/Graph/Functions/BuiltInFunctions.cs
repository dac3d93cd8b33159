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
            new FunctionParameter("parameters", DataType.MapOf(DataType.Any with { Nullable = true })) { Optional = true, Default = Values.GraphValue.Map([]) },
        ],
        Result = DataType.Table,
    };
}
