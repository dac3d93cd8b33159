using FsCheck;

namespace Serverless.Testing.Properties;

/// <summary>
/// How properties are tried: by default with the same cases each time, so that a run is red for who broke something and for no one
/// else. <c>SERVERLESS_PROPERTY_SEED=random</c> draws new ones, which is how faults are looked for; a failure prints its replay.
/// </summary>
internal static class FixedSeed
{
    private const ulong Seed = 20_261_130;

    // FsCheck's generator takes odd ones.
    private const ulong Gamma = 14_029_467_366_897_019_727;

    /// <param name="cases">How many are tried.</param>
    public static Config Cases(int cases)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(cases);
        return IsRandom ? config : config.WithReplay(Seed, Gamma);
    }

    /// <summary>The first seed of a suite that draws its own cases.</summary>
    /// <param name="seed">The one that a plain run begins at.</param>
    public static int OrRandom(int seed) => IsRandom ? Environment.TickCount & 0xffffff : seed;

    private static bool IsRandom => Environment.GetEnvironmentVariable("SERVERLESS_PROPERTY_SEED") == "random";
}
