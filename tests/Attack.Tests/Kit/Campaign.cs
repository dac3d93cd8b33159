using System.Diagnostics;
using System.Globalization;

namespace Serverless.Attack.Tests.Kit;

/// <summary>Rounds of one attack until their time is over, and what they came to.</summary>
internal static class Campaign
{
    // More of one kind says nothing new.
    private const int MostFaults = 5;

    /// <summary>Seconds for each attack; the variable <c>ATTACK_SECONDS</c> says another number.</summary>
    public static TimeSpan TimeOr(double seconds) => TimeSpan.FromSeconds(Setting("ATTACK_SECONDS") ?? seconds);

    /// <returns>A line with the counts; the faults with their seeds.</returns>
    public static async Task<(string Tally, IReadOnlyList<string> Faults)> RunAsync(IAttack attack, string name, TimeSpan time)
    {
        if (attack.Problem is { } why) return ($"{name}: not here: {why}", []);
        var first = Setting("ATTACK_SEED") ?? (Environment.TickCount & 0xffffff);
        var clock = Stopwatch.StartNew();
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var faults = new List<string>();
        var (rounds, strikes) = (0, 0);
        while ((rounds == 0 || clock.Elapsed < time) && faults.Count < MostFaults)
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
