using Serverless.Graph.Functions;
using Serverless.Tables;

namespace Serverless.Embedded.Tests.Tables;

/// <summary>What a dataset of legs comes to.</summary>
public sealed record Summary(int N, int Minutes, decimal Price, DateOnly Day, int Notes, string NoteType);

/// <summary>Functions that look at results.</summary>
public static class Summaries
{
    [TaskFunction(Version = "1")]
    public static async Task<Summary> Of(Table table, CancellationToken cancellationToken) => (await table.RowsAsync<Summary>(cancellationToken: cancellationToken))[0];

    /// <summary>Says nothing of its type.</summary>
    [TaskFunction(Version = "1")]
    public static object? Loose(long number) => number;
}
