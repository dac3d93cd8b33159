namespace Serverless.Api.Timeline;

/// <summary>Units one after the other, as a slot runs them: as many lanes as units ran at once.</summary>
internal static class Lanes
{
    /// <param name="spans">By start.</param>
    /// <returns>The lane of each: the first that is free.</returns>
    public static int[] Of(IReadOnlyList<UnitSpan> spans)
    {
        var lanes = new int[spans.Count];
        var busy = new PriorityQueue<int, double>();
        var free = new PriorityQueue<int, int>();
        for (var i = 0; i < spans.Count; i++)
        {
            while (busy.TryPeek(out var over, out var end) && end <= spans[i].Start)
            {
                busy.Dequeue();
                free.Enqueue(over, over);
            }
            if (!free.TryDequeue(out var lane, out _)) lane = busy.Count;
            lanes[i] = lane;
            busy.Enqueue(lane, spans[i].End);
        }
        return lanes;
    }
}
