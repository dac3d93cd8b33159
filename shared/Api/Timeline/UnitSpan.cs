namespace Serverless.Api.Timeline;

/// <summary>When a unit ran.</summary>
/// <param name="Node">Place in the timeline's nodes.</param>
/// <param name="Start">Milliseconds since the Unix epoch.</param>
/// <param name="End">Milliseconds since the Unix epoch; of one that runs, when it last said so.</param>
/// <param name="State">How it ended.</param>
/// <param name="PeakBytes">The most memory that it took; 0: not known.</param>
internal readonly record struct UnitSpan(int Node, double Start, double End, SpanState State, long PeakBytes);

/// <summary>How a unit ended. The numbers are part of the interface.</summary>
internal enum SpanState
{
    Done = 0,
    Failed = 1,
    Running = 2,

    /// <summary>Given up, split or overtaken: its work is another unit's.</summary>
    Left = 3,
}
