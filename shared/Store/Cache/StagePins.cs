using System.Collections.Immutable;
using Serverless.Planning;

namespace Serverless.Store.Cache;

/// <summary>What a stage of a job holds on to, <c>jobs/{job}/pins/{stage}.json</c>: written before the job looks at what is recorded, so that the collector either sees it or had closed the result before the look.</summary>
public sealed record StagePins
{
    public required int Stage { get; init; }

    /// <summary>The snapshot's blob.</summary>
    public required string Snapshot { get; init; }

    /// <summary>The plan's blob; null while it is being made.</summary>
    public string? Plan { get; init; }

    /// <summary>Tokens of all pipelines whose shapes are known.</summary>
    public required ImmutableArray<string> Tokens { get; init; }

    /// <summary>Of <see cref="Tokens"/>, those that hold outputs of the job.</summary>
    public required ImmutableArray<string> Outputs { get; init; }

    /// <summary>Versions of the functions that the document uses, by name: the part of a token that the document does not tell.</summary>
    public required ImmutableSortedDictionary<string, string> Functions { get; init; }

    /// <summary>Positions in the document of the nodes that compute something.</summary>
    public ImmutableArray<IndexRange> Nodes { get; init; } = [];

    /// <summary>Of <see cref="Nodes"/>, those of which this job runs or ran a part.</summary>
    public ImmutableArray<IndexRange> Ran { get; init; } = [];

    /// <summary>Recorded results that were gone or cut when this stage was planned.</summary>
    public int Lost { get; init; }
}
