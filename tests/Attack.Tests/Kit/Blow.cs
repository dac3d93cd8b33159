namespace Serverless.Attack.Tests.Kit;

/// <summary>How a round of an attack ended.</summary>
/// <param name="Kind">For the tally: <c>unharmed</c>, <c>refused</c>, <c>mended</c> and the like.</param>
/// <param name="Fault">What may never be; null: nothing of that.</param>
internal sealed record Blow(string Kind, string? Fault = null)
{
    /// <summary>Attacks within the round; 1 by default.</summary>
    public int Strikes { get; init; } = 1;

    public static Blow Broken(string what, object shown) => new("broken", $"{what}\n{shown}");
}
