using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Results;

namespace Serverless.Api.Jobs;

/// <summary>Whether what a job gave is still there as it was written.</summary>
internal sealed class WholeOutputs(TenantStores stores)
{
    /// <summary>Reads all outputs of a job, and takes out of the ledger what is not as it was written.</summary>
    public async Task<bool> AreThereAsync(string job, CancellationToken cancellationToken)
    {
        var areThere = true;
        // Each of them: what is not looked at would be found broken by anyone who reads it next.
        foreach (var output in (await stores.Jobs.FindAsync<Dictionary<string, JobOutput>>(job, JobBlobs.Outputs, cancellationToken) ?? []).Values)
        {
            areThere &= await OutputFiles.VerifyAsync(stores, output, cancellationToken);
        }
        return areThere;
    }
}
