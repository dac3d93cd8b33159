using Serverless.Attack.Tests.Attacks;
using Serverless.Attack.Tests.Kit;
using Xunit.Abstractions;

namespace Serverless.Attack.Tests;

/// <summary>
/// Whatever is done to it: no wrong result is called done, nothing hangs, no user reads a stack trace, and a kill makes nothing that
/// is recorded run again. A plain run has a few rounds of each attack, always the same; <c>ATTACK_SECONDS</c> gives new ones as many
/// as that time holds, <c>ATTACK_SEED</c> repeats a round.
/// </summary>
public sealed class AttackTests(ITestOutputHelper output)
{
    // Each takes a second or some.
    private const int FewRounds = 3;
    private const double Many = 600;

    private static readonly Dictionary<string, Func<IAttack>> Attacks = new(StringComparer.Ordinal)
    {
        ["kills"] = () => new KillAttack(),
        ["finished hub"] = () => new FinishedHubAttack(),
        ["running hub"] = () => new RunningHubAttack(),
        ["documents"] = () => new DocumentAttack(),
        ["parquet"] = () => new ParquetAttack(),
        ["clock"] = () => new ClockAttack(),
        ["permissions"] = () => new PermissionAttack(),
        ["limits"] = () => new LimitAttack(),
        ["full disk"] = () => new FullDiskAttack(),
    };

    public static TheoryData<string> Names => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Rounds_OfAnAttack_HarmNobody(string name) => AttackAsync(name, FewRounds);

    [Theory]
    [Trait("Category", "Soak")]
    [MemberData(nameof(Names))]
    public Task ManyRounds_OfAnAttack_HarmNobody(string name) => AttackAsync(name, null);

    private async Task AttackAsync(string name, int? rounds)
    {
        await using var attack = Attacks[name]();
        var (tally, faults) = await Campaign.RunAsync(attack, name, rounds, Many);
        output.WriteLine(tally);
        Assert.True(faults.Count == 0, $"{tally}\n\n{string.Join("\n\n", faults)}");
    }
}
