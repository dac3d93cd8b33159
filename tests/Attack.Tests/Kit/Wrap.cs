namespace Serverless.Attack.Tests.Kit;

/// <summary>How a program is started otherwise than users do.</summary>
/// <param name="Through">A program with its arguments that becomes it.</param>
internal sealed record Wrap(params IReadOnlyList<string> Through)
{
    /// <summary>Added to the environment.</summary>
    public Dictionary<string, string> Environment { get; init; } = [];
}
