namespace Serverless.Oracle.Tests.Running;

/// <summary>How a host cuts and runs: what must not change a result.</summary>
/// <param name="Slots">Units that run at once.</param>
/// <param name="MostTasks">Of a unit.</param>
/// <param name="Aim">What a unit should take; with a short one units leave tasks to be planned anew.</param>
internal sealed record HostSetup(int Slots, long MostTasks, TimeSpan Aim)
{
    private static readonly long[] Cuts = [1, 3, 7, long.MaxValue];

    private static readonly TimeSpan[] Aims = [TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(1)];

    /// <summary>Where data is. No power is lost here, so nothing waits for the disk.</summary>
    public DyingFiles Files { get; init; } = new(int.MaxValue);

    public static HostSetup Any(Random random) => new(1 + random.Next(4), Cuts[random.Next(Cuts.Length)], Aims[random.Next(Aims.Length)]);

    public override string ToString() => $"{Slots} slots, {(MostTasks == long.MaxValue ? "any number of" : MostTasks)} tasks a unit, {Aim.TotalMilliseconds} ms aimed at";
}
