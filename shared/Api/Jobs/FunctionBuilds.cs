using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Store.Resolving;

namespace Serverless.Api.Jobs;

/// <summary>
/// Which builds of its functions a job runs. A version promises the same results, so results are shared by version; who resumes a job with another build of
/// the same version breaks that promise on purpose, and for this job alone.
/// </summary>
internal static class FunctionBuilds
{
    /// <param name="submission">A job's.</param>
    /// <param name="document">Its document, with this host's functions.</param>
    /// <param name="resumed">Of the job that it goes on with; null: none.</param>
    public static Submission AddTo(Submission submission, JobDocument document, Submission? resumed)
    {
        var builds = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var versions = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        // What the first job ran counts, and not what was mended since: with the first build again, its results are everybody's again.
        var first = resumed?.FirstBuilds ?? ImmutableSortedDictionary<string, string>.Empty;
        foreach (var function in document.Functions())
        {
            if (function.Build is not { } build) continue;
            builds[function.Name] = build;
            // Said, where the build stands for the version: who resumes this job with another build finds what this one made.
            if (!function.IsVersionDeclared) versions[function.Name] = function.Version;
            if (first.TryGetValue(function.Name, out var before) && before != build) versions[function.Name] = $"{function.Version}, build {build} of job {submission.Resumes}";
        }
        var own = versions.ToImmutable();
        return submission with
        {
            Builds = builds.ToImmutable(),
            FirstBuilds = resumed is null ? builds.ToImmutable() : first,
            Versions = own,
            Before = resumed is null ? [] : [.. resumed.Before.Append(resumed.Versions).Where(v => !Same(v, own)).DistinctBy(Text, StringComparer.Ordinal)],
        };
    }

    private static bool Same(ImmutableSortedDictionary<string, string> a, ImmutableSortedDictionary<string, string> b) => Text(a) == Text(b);

    private static string Text(ImmutableSortedDictionary<string, string> versions) => string.Join('\n', versions.Select(v => $"{v.Key} {v.Value}"));
}
