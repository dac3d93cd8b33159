using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Store.Resolving;

/// <summary>What a job was submitted with, beside its document.</summary>
public sealed record Submission
{
    public required string Name { get; init; }

    /// <summary>SHA-256 of the canonical document.</summary>
    public required string DocumentHash { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Where relative paths of files start: the folder of the document. Null when the document came over the network.</summary>
    public string? BaseFolder { get; init; }

    /// <summary>The job that this one goes on with: results that are one job's alone are shared with it. Null: none.</summary>
    public string? Resumes { get; init; }

    /// <summary>The builds of the .NET functions that the document uses, by name: those that the submitting host had.</summary>
    public ImmutableSortedDictionary<string, string> Builds { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary><see cref="Builds"/> of the first job, where this one goes on with another.</summary>
    public ImmutableSortedDictionary<string, string> FirstBuilds { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// What stands in tokens for the versions of functions of which this job runs another build than the one that it resumes: results of theirs are its own,
    /// because the version promises what the first build gives.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Versions { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary><see cref="Versions"/> of those before whose results this job goes on with, where it has others: the first job's, then those of its resumptions.</summary>
    public IReadOnlyList<ImmutableSortedDictionary<string, string>> Before { get; init; } = [];

    /// <summary>Nothing that other jobs recorded is used: everything is made anew, and is what counts from then on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFresh { get; init; }

    /// <summary>The values of the document's parameters, by name; null: it declares none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, JsonElement>? Params { get; init; }

    /// <summary>The pool whose workers run tasks of it; null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pool { get; init; }

    /// <summary>What its submitter was told, and must not overlook.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>What stands for the job in the tokens of impure functions.</summary>
    public string SaltOf(string job) => Resumes ?? job;
}
