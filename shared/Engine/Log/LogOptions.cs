
namespace Serverless.Engine.Log;

/// <param name="SegmentBytes">A frame that would pass this starts a new segment.</param>
/// <param name="Durability">Whether appends are flushed.</param>
internal sealed record LogOptions(long SegmentBytes, Durability Durability);
