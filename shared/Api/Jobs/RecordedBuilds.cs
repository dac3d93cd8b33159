using System.Security.Cryptography;
using System.Text;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Storage;
using Serverless.Store.Cache;
using Serverless.Store.Json;
using Serverless.Store.Resolving;

namespace Serverless.Api.Jobs;

/// <summary>
/// Which build of a function's version the recorded results are of: <c>index/functions/{hash of name and version}</c>. A version promises the same results from every build;
/// whether it holds what it promises only its author knows, so anyone who runs another build is told.
/// </summary>
internal sealed class RecordedBuilds(IBlobStore blobs)
{
    private const string Folder = CacheCollector.FunctionNotes;

    /// <returns>A line for each function of which another build is recorded.</returns>
    public async Task<IReadOnlyList<string>> CompareAsync(JobDocument document, Submission submission, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        foreach (var function in Versioned(document))
        {
            if (await FindAsync(function, cancellationToken) is not { } recorded || recorded.Build == submission.Builds[function.Name]) continue;
            notes.Add(
                $"Function '{function.Name}' was built anew since job {recorded.Job} ({recorded.At:yyyy-MM-dd HH:mm}Z) and still says version {function.Version}: what is recorded of it counts as this build's, and is reused. "
                + "If its results change, give it a new Version; or run with --fresh, which makes everything anew.");
        }
        return notes;
    }

    /// <summary>Notes the builds of a job that is about to run, where none is noted, or in any case when the job makes everything anew.</summary>
    public async Task RememberAsync(JobDocument document, Submission submission, string job, bool overwrites, CancellationToken cancellationToken)
    {
        foreach (var function in Versioned(document))
        {
            if (!submission.Builds.TryGetValue(function.Name, out var build) || (!overwrites && await FindAsync(function, cancellationToken) is not null)) continue;
            var note = new RecordedBuild(function.Name, function.Version, build, job, submission.SubmittedAt);
            await blobs.PutAsync(NameOf(function), StoredJson.Write(note), BlobCondition.None, cancellationToken);
        }
    }

    private static IEnumerable<FunctionDescriptor> Versioned(JobDocument document) => document.Functions().Where(f => f is { Build: not null, IsVersionDeclared: true, Impure: false }).DistinctBy(f => f.Name);

    // One that cannot be read is written anew.
    private async Task<RecordedBuild?> FindAsync(FunctionDescriptor function, CancellationToken cancellationToken) =>
        await blobs.GetAsync(NameOf(function), cancellationToken) is { } content ? StoredJson.TryRead<RecordedBuild>(content.Bytes.Span) : null;

    private static BlobName NameOf(FunctionDescriptor function) =>
        new(Folder + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{function.Name}\n{function.Version}")).AsSpan(0, 16)) + ".json");

    private sealed record RecordedBuild(string Name, string Version, string Build, string Job, DateTimeOffset At);
}
