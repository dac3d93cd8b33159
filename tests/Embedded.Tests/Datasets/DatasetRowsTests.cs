using System.Diagnostics;
using System.Globalization;

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

    /// <summary>As many as half a minute holds, and some on any machine.</summary>
    [Fact]
    public Task AnyHistory_IsWhatTheRowsSay() => CheckAsync(least: 4, most: 200, TimeSpan.FromSeconds(30));

    [Fact]
    [Trait("Category", "Long")]
    public Task ManyHistories_AreWhatTheRowsSay() => CheckAsync(least: 60, most: 2_000, TimeSpan.FromMinutes(4));

    [Fact]
    [Trait("Category", "Soak")]
    public Task MostHistories_AreWhatTheRowsSay() => CheckAsync(Number(CasesVariable) ?? 3_000, int.MaxValue, TimeSpan.Zero);

    private static async Task CheckAsync(int least, int most, TimeSpan time)
    {
        var (first, clock) = (Number(SeedVariable) ?? System.Security.Cryptography.RandomNumberGenerator.GetInt32(1_000_000_000), Stopwatch.StartNew());
        var (jobs, deaths, refusals) = (0, 0, 0);
        var histories = 0;
        for (; histories < least || (histories < most && clock.Elapsed < time); histories++)
        {
            await using var history = new DatasetHistory(first + histories);
            await history.RunAsync(Steps);
            (jobs, deaths, refusals) = (jobs + history.Jobs, deaths + history.Deaths, refusals + history.Refusals);
        }
        Console.WriteLine($"{histories} histories from seed {first}: {jobs} jobs, {deaths} deaths, {refusals} refusals, {clock.Elapsed.TotalSeconds:F0} s");
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
