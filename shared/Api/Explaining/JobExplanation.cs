using System.Text.Json;

namespace Serverless.Api.Explaining;

/// <summary>What a document comes to before anything runs. Null where it is known only at run time; shown as <c>?</c>.</summary>
public sealed record JobExplanation
{
    public required string Name { get; init; }

    /// <summary>The values of the document's parameters, by name; null: it declares none.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Params { get; init; }

    /// <summary>In the order in which they run.</summary>
    public required IReadOnlyList<ExplainedPipeline> Pipelines { get; init; }

    /// <summary>Nodes of later stages: they depend on something that this job has yet to write.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary>Tasks that will run; null while there are unknown ones.</summary>
    public long? Tasks { get; init; }

    /// <summary>Units that will run; null while there are unknown ones.</summary>
    public int? Units { get; init; }

    /// <summary>Tasks that are recorded as finished and will not run.</summary>
    public required long FoundTasks { get; init; }
}

/// <summary>Nodes that run together.</summary>
/// <param name="Title">The node whose result is stored.</param>
/// <param name="Nodes">All of them.</param>
/// <param name="Result">What is stored.</param>
/// <param name="Tasks">Tasks in all.</param>
/// <param name="MissingTasks">Those that will run.</param>
/// <param name="Units">Units of them.</param>
/// <param name="From">The nodes that its elements come from.</param>
public sealed record ExplainedPipeline(string Title, IReadOnlyList<string> Nodes, string Result, long Tasks, long MissingTasks, int Units, IReadOnlyList<string> From)
{
    /// <summary>How its tasks take several collections, or one whose rows are spread by their keys; null: each takes its own elements.</summary>
    public string? Layout { get; init; }

    /// <summary>Whether a unit that takes far longer than others like it may be started a second time: not where a function is impure, and not with writes, semaphores, limits, or a policy that says so.</summary>
    public bool MaySpeculate { get; init; }

    /// <summary>Functions in it that are impure: results of theirs are never found by another job, nor anything that is made of them.</summary>
    public IReadOnlyList<string> Impure { get; init; } = [];
}
