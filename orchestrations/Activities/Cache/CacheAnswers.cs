using Serverless.Graph.Identity;

namespace Serverless.Activities.Cache;

/// <summary>What is recorded of one stored result of a job.</summary>
/// <param name="Node">The node, and the level of a partial reduce.</param>
/// <param name="Token">Where its records are.</param>
/// <param name="Tasks">How many it has.</param>
/// <param name="Recorded">How many of them are recorded.</param>
/// <param name="Bytes">Of the results.</param>
/// <param name="Seconds">That they took.</param>
/// <param name="MadeBy">The jobs that made them.</param>
/// <param name="IsReused">Whether this job ran nothing of it.</param>
public sealed record CachedResult(string Node, string Token, long Tasks, long Recorded, long Bytes, double Seconds, IReadOnlyList<string> MadeBy, bool IsReused);

/// <summary>Why a node ran, or did not.</summary>
public sealed record NodeStory
{
    public required string Node { get; init; }

    /// <summary>Null while something before it has an unknown shape.</summary>
    public required string? Token { get; init; }

    /// <summary>Whether the job ran a part of it.</summary>
    public required bool HasRun { get; init; }

    /// <summary>The job of the same name that was compared with; null when there is none.</summary>
    public string? ComparedWith { get; init; }

    /// <summary>Which parts of which tokens differ: this node's, and those of the nodes before it that make it another.</summary>
    public IReadOnlyList<TokenDifference> Differences { get; init; } = [];

    /// <summary>The answer in a sentence.</summary>
    public required string Answer { get; init; }
}

/// <summary>A part of a node's token that differs.</summary>
/// <param name="Node">Whose.</param>
/// <param name="Part">Which part.</param>
/// <param name="Before">As it was, where there is something to show.</param>
/// <param name="After">As it is.</param>
public sealed record TokenDifference(string Node, TokenPartKind Part, string? Before, string? After);

/// <summary>A question about a job or node that is not there. The message says what is.</summary>
public sealed class CacheQuestionException(string message) : Exception(message);
