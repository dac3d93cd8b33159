using System.Collections.Immutable;
using Serverless.Api.Jobs;
using Serverless.Graph.Kinds;
using Serverless.Graph.Validation;
using Serverless.Local.Hosting;

namespace Serverless.Local.Run;

/// <summary>What can be said of job files before anything runs: also what they read is looked for, and their queries are bound to it.</summary>
internal sealed class JobFileCheck(HostRuntime host, string tenant)
{
    private ImmutableHashSet<string> _expected = [];

    /// <summary>Checks one file after those that it comes after, whose datasets may be missing yet.</summary>
    /// <returns>Every problem, with its place in the file.</returns>
    public async Task<IReadOnlyList<Problem>> ProblemsAsync(JobFile file, CancellationToken cancellationToken)
    {
        try
        {
            await host.Submitter.CheckAsync(tenant, file.Document, new SubmitOptions { BaseFolder = file.Folder, ExpectedDatasets = _expected }, cancellationToken);
            return [];
        }
        catch (JobInvalidException e)
        {
            return [.. e.Problems.Select(problem => JobFile.InFile(problem, file.Text))];
        }
        finally
        {
            _expected = _expected.Union(file.Document.Nodes.OfType<WriteNode>().Select(w => w.Dataset));
        }
    }
}
