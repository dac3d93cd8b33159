using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Serverless.Embedded.Tests.Datasets;

/// <summary>
/// Any history of a dataset gives the rows and types that a list of typed rows says: creations, appends and replacements by jobs that overlap and are killed,
/// collections, deletions, changes and damage by another program, over all types of keys and columns.
/// </summary>
public sealed class DatasetRowsTests
{
    private const string SeedVariable = "SERVERLESS_DATASETS_SEED";
    private const string CasesVariable = "SERVERLESS_DATASETS_CASES";
    private const int Steps = 5;

    // Always the same ones: a run is red for who broke something, and for no one else.
    private const int PlainSeed = 17_000;
    private const int LongSeed = 170_000;

    [Fact]
    public Task AnyHistory_IsWhatTheRowsSay() => CheckAsync(16, PlainSeed);

    [Fact]
    [Trait("Category", "Long")]
    public Task ManyHistories_AreWhatTheRowsSay() => CheckAsync(100, LongSeed);

    [Fact]
    [Trait("Category", "Soak")]
    public Task MostHistories_AreWhatTheRowsSay() => CheckAsync(3_000, RandomNumberGenerator.GetInt32(1_000_000_000));

    private static async Task CheckAsync(int cases, int seed)
    {
        var (first, clock) = (Number(SeedVariable) ?? seed, Stopwatch.StartNew());
        var (jobs, deaths, refusals) = (0, 0, 0);
        var count = Number(CasesVariable) ?? cases;
        for (var at = 0; at < count; at++)
        {
            await using var history = new DatasetHistory(first + at);
            await history.RunAsync(Steps);
            (jobs, deaths, refusals) = (jobs + history.Jobs, deaths + history.Deaths, refusals + history.Refusals);
        }
        Console.WriteLine($"{count} histories from seed {first}: {jobs} jobs, {deaths} deaths, {refusals} refusals, {clock.Elapsed.TotalSeconds:F0} s");
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
