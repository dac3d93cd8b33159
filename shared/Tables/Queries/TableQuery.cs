using System.Collections.Immutable;
using Serverless.Tables.Inputs;

namespace Serverless.Tables.Queries;

/// <summary>A SELECT, what it reads and its parameters.</summary>
/// <param name="Sql">One SELECT statement, as text. Inputs are tables by their names; parameters are <c>$name</c>.</param>
public sealed record TableQuery(string Sql)
{
    /// <summary>Inputs by name. Names are SQL identifiers of any text, compared without case.</summary>
    public IReadOnlyDictionary<string, TableInput> Inputs { get; init; } = ImmutableDictionary<string, TableInput>.Empty;

    /// <summary>
    /// Values by the parameter's name: null, bool, integers, double, decimal, string, DateOnly, DateTime (UTC = an instant), DateTimeOffset, Guid, byte[],
    /// and lists of these. Every parameter of the query has a value, and every value a parameter.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = ImmutableDictionary<string, object?>.Empty;

    /// <summary>Told about five times a second while the query runs, on a thread of the pool; null = no listener. Not for reading in chunks: there, the reader sees how far it is.</summary>
    public IProgress<TableProgress>? Progress { get; init; }
}
