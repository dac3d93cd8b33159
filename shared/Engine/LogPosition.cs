
namespace Serverless.Engine;

/// <summary>Where the sound part of a log ends.</summary>
/// <param name="Segment">Number of the last segment; 0 when there is none.</param>
/// <param name="Offset">Behind its last sound frame.</param>
/// <param name="NextSequence">Of the next frame; starts at 1.</param>
internal sealed record LogPosition(long Segment, long Offset, long NextSequence);
