using System.Globalization;

namespace Serverless.Planning.Pipelines;

/// <summary>
/// What the tasks of one node would see of their place if nothing else ran in them. A function that looks at its number or its seed sees these, whatever its
/// node is fused with: how work is carried must not show in a result.
/// </summary>
/// <param name="Node">By name.</param>
/// <param name="Seed">What the seeds of its elements are made of.</param>
/// <param name="Count">How many elements it has.</param>
public sealed record NodePlace(string Node, long Seed, long Count)
{
    private const int SeedDigits = 15;

    /// <summary>What seeds are made of, by the token of a pipeline.</summary>
    public static long SeedOf(string token) => long.Parse(token.AsSpan(0, SeedDigits), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
