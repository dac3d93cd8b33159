using System.Globalization;
using Serverless.Graph.Documents;
using Serverless.Jobs;
using Serverless.Storage;

namespace Serverless.Store.Jobs;

/// <summary>Names of the entries in the list of jobs, <c>index/jobs/{time, counted down}-{id}</c>: newest first.</summary>
/// <param name="Job">Its id.</param>
/// <param name="SubmittedAt">To the millisecond.</param>
public readonly record struct JobListName(string Job, DateTimeOffset SubmittedAt)
{
    public const string Folder = $"{Layout.Index}/jobs/";

    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <returns>Null when something else lies there.</returns>
    public static JobListName? TryParse(BlobName entry)
    {
        var name = entry.Value.AsSpan(Folder.Length);
        var dash = name.IndexOf('-');
        return dash > 0 && long.TryParse(name[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var countedDown) && countedDown <= Latest && JobId.Problem(name[(dash + 1)..].ToString()) is null
            ? new JobListName(name[(dash + 1)..].ToString(), DateTimeOffset.FromUnixTimeMilliseconds(Latest - countedDown))
            : null;
    }
}
