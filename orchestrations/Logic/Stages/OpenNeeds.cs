namespace Serverless.Logic.Stages;

/// <summary>What items still wait for. Every span is done, or lost, once: all ends of a stage together cost as much as its needs have spans.</summary>
internal sealed class OpenNeeds
{
    private readonly StageGraph _graph;

    // By span: halves that are not done. Behind the last item there is nothing that anybody waits for.
    private readonly byte[] _open;
    private readonly bool[] _lost;

    // By item: spans that are not done.
    private readonly int[] _missing;

    public OpenNeeds(StageGraph graph)
    {
        _graph = graph;
        _open = new byte[graph.SpanCount];
        _open.AsSpan(0, graph.SpanCount / 2).Fill(2);
        _open.AsSpan(graph.SpanCount / 2).Fill(1);
        _lost = new bool[graph.SpanCount];
        _missing = new int[graph.Count];
        for (var span = 1; span < graph.SpanCount; span++)
        {
            foreach (var item in graph.WaitersOf(span)) _missing[item]++;
        }
    }

    /// <summary>Everything that it needs is done.</summary>
    public bool IsFree(int item) => _missing[item] == 0;

    /// <summary>An item is done, once.</summary>
    /// <param name="item">Which.</param>
    /// <param name="free">Gets the items of which it was the last need.</param>
    public void Done(int item, List<int> free)
    {
        for (var span = _graph.SpanOf(item); span > 0 && --_open[span] == 0; span /= 2)
        {
            foreach (var waiter in _graph.WaitersOf(span))
            {
                if (--_missing[waiter] == 0) free.Add(waiter);
            }
        }
    }

    /// <summary>An item will never be done.</summary>
    /// <param name="item">Which.</param>
    /// <param name="lost">Gets the items that need it and that no earlier loss named.</param>
    public void Lose(int item, List<int> lost)
    {
        for (var span = _graph.SpanOf(item); span > 0 && !_lost[span]; span /= 2)
        {
            _lost[span] = true;
            foreach (var waiter in _graph.WaitersOf(span)) lost.Add(waiter);
        }
    }
}
