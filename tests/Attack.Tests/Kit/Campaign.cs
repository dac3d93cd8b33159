using System.Diagnostics;
using System.Globalization;

namespace Serverless.Attack.Tests.Kit;

/// <summary>Rounds of one attack until their time is over, and what they came to.</summary>
internal static class Campaign
{
    // More of one kind says nothing new.
    private const int MostFaults = 5;

    // Always the same rounds by default.
    private const int PlainSeed = 14_000;

    /// <param name="attack">What is done.</param>
    /// <param name="name">Its name.</param>
    /// <param name="most">Rounds of a plain run, always the same ones; null: for <paramref name="seconds"/>, drawn anew.</param>
    /// <param name="seconds">How long, where no number of rounds is given; <c>ATTACK_SECONDS</c> says another number, for both.</param>
    /// <returns>A line with the counts; the faults with their seeds.</returns>
    public static async Task<(string Tally, IReadOnlyList<string> Faults)> RunAsync(IAttack attack, string name, int? most, double seconds)
    {
        if (attack.Problem is { } why) return ($"{name}: not here: {why}", []);
        if (Setting("ATTACK_SECONDS") is { } asked) (most, seconds) = (null, asked);
        var time = TimeSpan.FromSeconds(seconds);
        var first = Setting("ATTACK_SEED") ?? (most is null ? Environment.TickCount & 0xffffff : PlainSeed);
        var clock = Stopwatch.StartNew();
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var faults = new List<string>();
        var (rounds, strikes) = (0, 0);
        while ((rounds == 0 || (most is { } few ? rounds < few : clock.Elapsed < time)) && faults.Count < MostFaults)
        {
            var seed = (int)first + rounds++;
            var blow = await attack.StrikeAsync(new Random(seed), CancellationToken.None);
            strikes += blow.Strikes;
            kinds[blow.Kind] = kinds.GetValueOrDefault(blow.Kind) + 1;
            if (blow.Fault is not { } fault) continue;
            faults.Add($"{name}, ATTACK_SEED={seed}: {fault}");
            Log($"{faults[^1]}\n");
        }
        var tally = $"{name}: {rounds} rounds with {strikes} strikes from seed {first} in {clock.Elapsed.TotalSeconds:0} s: {string.Join(", ", kinds.Select(k => $"{k.Value} {k.Key}"))}";
        Log(tally);
        return (tally, faults);
    }

    // For who watches a long campaign.
    private static void Log(string text)
    {
        if (Environment.GetEnvironmentVariable("ATTACK_LOG") is { Length: > 0 } path) File.AppendAllText(path, text + "\n");
    }

    private static double? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
}
