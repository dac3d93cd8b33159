using Serverless.Store.Failures;

namespace Serverless.Local.Output;

/// <summary>Failures for people, each kind once: where tasks of one function failed with the same words, one is told and the others are counted and named.</summary>
internal static class FailureGroups
{
    // Of those that failed alike.
    private const int MaxNamed = 20;

    /// <returns>A text for each kind, in the order of their first ones.</returns>
    public static IEnumerable<string> Of(IEnumerable<TaskFailure> failures)
    {
        foreach (var alike in failures.GroupBy(KindOf, StringComparer.Ordinal))
        {
            var (first, others) = (alike.First(), alike.Skip(1).Select(f => f.Task).ToList());
            yield return others.Count == 0
                ? FailureText.Of(first)
                : $"{FailureText.Of(first)}\n  {others.Count} more failed with the same words: {string.Join(", ", others.Take(MaxNamed))}{(others.Count > MaxNamed ? ", …" : "")}";
        }
    }

    private static string KindOf(TaskFailure failure) => string.Join('\0', failure.Errors.Select(e => $"{e.Type}\0{e.Message}\0{e.Stack}").Prepend($"{failure.Kind}\0{failure.Function}"));
}
