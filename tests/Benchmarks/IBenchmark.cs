namespace Serverless.Benchmarks;

/// <summary>One benchmark. Found by reflection: a public or internal class with a parameterless constructor is enough.</summary>
internal interface IBenchmark
{
    /// <summary>Group and case, as in <c>tables.flights-aggregate</c>. <c>-- tables</c> runs the group.</summary>
    string Name { get; }

    /// <summary>Runs the workload and its bare limit, alternating, and reports.</summary>
    /// <param name="quick">A small size that takes seconds, so that CI keeps the benchmark from rotting.</param>
    /// <param name="cancellationToken">Ctrl+C.</param>
    Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken);
}
