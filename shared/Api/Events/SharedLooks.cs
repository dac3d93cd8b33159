using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Serverless.Api.Events;

/// <summary>
/// Looks that watchers of one log share: all wait for the same next page, and one look an interval serves every one of them. So a hundred open streams of a job cost as many reads as one.
/// </summary>
internal sealed class SharedLooks
{
    // What nothing waits for any more is forgotten then.
    private const int MaxKept = 1_000;

    private static readonly ConditionalWeakTable<object, SharedLooks> All = [];

    private readonly ConcurrentDictionary<string, (long At, Lazy<Task> Look)> _looks = new(StringComparer.Ordinal);

    /// <summary>Those that belong to something, as a log or a hub, and end with it.</summary>
    public static SharedLooks Of(object owner) => All.GetOrCreateValue(owner);

    /// <summary>What the last look said, when it began less than an interval ago; otherwise a new one.</summary>
    /// <param name="what">Names what is looked at.</param>
    /// <param name="interval">For how long an answer serves.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="look">Looks. All share it: the end of one does not stop it.</param>
    /// <param name="cancellationToken">Ends the wait, and not the look.</param>
    public async Task<T> LookAsync<T>(string what, TimeSpan interval, TimeProvider time, Func<Task<T>> look, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        if (_looks.Count > MaxKept) _looks.Clear();
        var shared = _looks.AddOrUpdate(
            what,
            static (_, a) => (a.now, new Lazy<Task>(a.look)),
            static (_, before, a) => a.time.GetElapsedTime(before.At, a.now) < a.interval && before.Look is not { IsValueCreated: true, Value.IsFaulted: true } ? before : (a.now, new Lazy<Task>(a.look)),
            (now, interval, time, look));
        var task = (Task<T>)shared.Look.Value;
        return await task.WaitAsync(cancellationToken);
    }
}
