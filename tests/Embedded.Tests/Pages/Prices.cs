using Serverless.Graph.Functions;

namespace Serverless.Embedded.Tests.Pages;

#pragma warning disable CA1515 // Public, as users write it.
// snippet
public static class Prices
{
    [TaskFunction(Version = "1")]
    public static decimal Load(string country, int day) => country.Length * 1.25m * day;
}
// end
#pragma warning restore CA1515

internal sealed record Price(decimal Amount);

/// <summary>What the pages call, beside what they show.</summary>
internal static class Shops
{
    [TaskFunction(Version = "1")]
    public static decimal Load(string country, DateOnly day) => country.Length + day.Day;

    [TaskFunction(Name = "shops.week", Version = "1")]
    public static Task<Price> LoadAsync(string country, int day) => Task.FromResult(new Price(Prices.Load(country, day)));
}
