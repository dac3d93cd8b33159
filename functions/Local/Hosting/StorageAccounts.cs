using Serverless.Storage;
using Serverless.Storage.Local;

namespace Serverless.Local.Hosting;

/// <summary>The adapters that the settings ask for.</summary>
internal static class StorageAccounts
{
    /// <summary>Blobs in the data folder, or on Azure Storage.</summary>
    /// <exception cref="StorageUnavailableException">Nothing answers there.</exception>
    public static async Task<IBlobAccount> OpenBlobsAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Storage is null) return new LocalBlobAccount(Path.Combine(settings.DataFolder, "blobs"), TimeProvider.System);
        await Task.CompletedTask;
        throw new NotImplementedException();
    }
}
