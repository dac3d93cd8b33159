namespace Serverless.Durable.DurableTask;

/// <summary>Says what this host has when something is asked of it that it lacks. Durable Task says only that it failed.</summary>
internal static class MissingCodeMessages
{
    // Stands in histories.
    private const string FailureType = "Missing";

    public static string Activity(DurableRegistry registry, string name) => $"This host has no activity '{name}'. It has: {List(registry.Activities)}.";

    public static string Entity(DurableRegistry registry, string name) => $"This host has no entity '{name}'. It has: {List(registry.Entities)}.";

    /// <summary>Adds it to a failure that came from Durable Task; a retry would end the same.</summary>
    public static FailureDetails Or(FailureDetails failure, bool isMissing, Func<string> message) =>
        isMissing ? new FailureDetails(FailureType, message(), Inner: failure, IsRetriable: false) : failure;

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}
