using Serverless.Storage;
using Serverless.Storage.Azure;
using Serverless.Storage.Local;

namespace Serverless.Local.Host;

/// <summary>The queues that the settings ask for.</summary>
internal static class QueueAccounts
{
    /// <summary>Queues in the data folder, or on Azure Storage.</summary>
    /// <exception cref="StorageUnavailableException">Nothing answers there.</exception>
    public static async Task<IQueueAccount> OpenAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Storage is null) return new LocalQueueAccount(settings.DataFolder, TimeProvider.System);
        var account = AzureQueueAccount.Of(settings.Storage);
        await account.CheckAsync(cancellationToken);
        return account;
    }
}
