using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Serverless.Jobs.Events;

namespace Serverless.Store.Events;

/// <summary>
/// What the events of jobs come to, kept by job. Pages of a log never change, so a fold goes on where it stopped: asking every second costs the new pages only.
/// </summary>
/// <param name="most">Folds of one log that are kept; when there are more, those that are not asked for any longer make room.</param>
/// <param name="add">Takes one event.</param>
public sealed class KeptFolds<TFold>(int most, Action<TFold, JobEvent> add) where TFold : new()
{
    private readonly ConditionalWeakTable<EventLog, ConcurrentDictionary<string, Kept>> _kept = [];

    /// <summary>What is known of a job now.</summary>
    /// <param name="log">Of its tenant.</param>
    /// <param name="job">Its id.</param>
    /// <param name="view">Makes what is given of the fold. No event is added meanwhile.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<TView> OfAsync<TView>(EventLog log, string job, Func<TFold, TView> view, CancellationToken cancellationToken)
    {
        var kept = _kept.GetOrCreateValue(log);
        if (kept.Count > most) kept.Clear();
        var fold = kept.GetOrAdd(job, static _ => new Kept());
        while (true)
        {
            var number = fold.NextPage;
            if (await log.ReadLatelyAsync(job, number, cancellationToken) is not { } page)
            {
                lock (fold.Gate) return view(fold.Fold);
            }
            fold.Add(number, page, add);
        }
    }

    private sealed class Kept
    {
        private long _page;

        public Lock Gate { get; } = new();

        public TFold Fold { get; } = new();

        public long NextPage
        {
            get
            {
                lock (Gate) return _page;
            }
        }

        // Two who ask at once read the same page: it counts once.
        public void Add(long number, EventPage page, Action<TFold, JobEvent> add)
        {
            lock (Gate)
            {
                if (number != _page) return;
                foreach (var happened in page.Events) add(Fold, happened);
                _page++;
            }
        }
    }
}
