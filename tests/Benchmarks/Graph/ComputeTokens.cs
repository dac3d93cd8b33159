using System.Diagnostics;
using System.Security.Cryptography;
using Serverless.Graph.Functions;
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
        var (compute, bare) = (new List<double>(), new List<double>());
        var input = new byte[TypicalBytes];
        var output = new byte[Token.Size];
        for (var round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            var tokens = NodeTokens.Compute(document, new Dictionary<Serverless.Graph.Documents.NodeId, Token>(), "job");
            compute.Add(nodes / Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (tokens[nodes - 1] is null) throw new InvalidOperationException("The last node has no token.");
            start = Stopwatch.GetTimestamp();
            for (var i = 0; i < nodes; i++) SHA256.HashData(input, output);
            bare.Add(nodes / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        var (value, limit) = (compute.Order().ElementAt(Rounds / 2), bare.Order().ElementAt(Rounds / 2));
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
