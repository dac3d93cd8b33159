using System.Globalization;
using Serverless.Graph.Documents;
using Serverless.Storage;

namespace Serverless.Execution.Jobs;

/// <summary>Names of the entries in the list of jobs, <c>index/jobs/{time, counted down}-{id}</c>: newest first.</summary>
/// <param name="Job">Its id.</param>
/// <param name="SubmittedAt">To the millisecond.</param>
public readonly record struct JobListName(string Job, DateTimeOffset SubmittedAt)
{
    public const string Folder = $"{Layout.Index}/jobs/";

    public static JobListName Parse(BlobName entry)
    {
        var name = entry.Value.AsSpan(Folder.Length);
        var dash = name.IndexOf('-');
        var countedDown = long.Parse(name[..dash], NumberStyles.None, CultureInfo.InvariantCulture);
        return new JobListName(name[(dash + 1)..].ToString(), DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - countedDown));
    }
}
