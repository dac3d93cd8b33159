using System.Security.Cryptography;
using Serverless.Graph.Functions;
using Serverless.Graph.Identity;
using Serverless.Graph.Parsing;
using Serverless.Graph.Tokens;

namespace Serverless.Benchmarks.Graph;

/// <summary>Tokens of an irregular graph; the limit is SHA-256 of as many short texts.</summary>
internal sealed class ComputeTokens : IBenchmark
{
    /// <summary>About what a call with two references has.</summary>
    private const int TypicalBytes = 200;
    private const int Rounds = 7;

    public string Name => "graph.tokens-100000";

    public Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var nodes = quick ? 2_000 : 100_000;
        var document = JobParser.Parse(IrregularDocument.Make(nodes), new FunctionCatalogBuilder().Add(typeof(BenchmarkFunctions)).Build()).Require();
        var input = new byte[TypicalBytes];
        var output = new byte[Token.Size];
        NodeTokens? tokens = null;
        var rounds = Benchmarks.Rounds.Of(
            Rounds,
            () => tokens = NodeTokens.Compute(document, new Dictionary<Serverless.Graph.Values.NodeId, Token>(), "job"),
            () =>
            {
                for (var i = 0; i < nodes; i++) SHA256.HashData(input, output);
            },
            cancellationToken);
        if (tokens![nodes - 1] is null) throw new InvalidOperationException("The last node has no token.");
        var (value, limit) = (nodes / rounds.MedianOurs, nodes / rounds.MedianLimit);
        return Task.FromResult(new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{nodes} call nodes with 1 to 3 references each, 1 thread",
            Value = Math.Round(value),
            Unit = "nodes/s",
            Limit = Math.Round(limit),
            LimitIs = $"bare SHA-256 of {TypicalBytes} bytes",
            Ratio = Math.Round(value / limit, 3),
        });
    }
}
