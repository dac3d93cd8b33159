using Serverless.Storage;
using Serverless.Storage.Azure;
using Serverless.Storage.Local;

namespace Serverless.Local.Hosting;

/// <summary>The adapters that the settings ask for.</summary>
internal static class StorageAccounts
{
    /// <summary>Blobs in the data folder, or on Azure Storage.</summary>
    /// <exception cref="StorageUnavailableException">Nothing answers there.</exception>
    public static async Task<IBlobAccount> OpenBlobsAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Storage is null) return new LocalBlobAccount(settings.DataFolder, TimeProvider.System);
        var account = OpenAzure(settings.Storage);
        await account.CheckAsync(cancellationToken);
        return account;
    }

    private static AzureBlobAccount OpenAzure(string connection)
    {
        try
        {
            return AzureBlobAccount.Of(connection);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InputException($"--storage: {ArgumentText.Of(e)}");
        }
    }
}
