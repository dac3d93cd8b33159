using Serverless.Storage.Local.Files;
using Serverless.Storage.Local.Names;

namespace Serverless.Storage.Local.Blobs;

/// <summary>Deletes blobs, durably, and the folders that become empty.</summary>
internal sealed class BlobRemover(ContainerFolder container)
{
    public async Task<bool> DeleteAsync(BlobName name, BlobCondition condition, CancellationToken cancellationToken)
    {
        try
        {
            if (await RemoveAsync(name, condition, cancellationToken) is not { } folder) return false;
            await FinishAsync(folder);
            return true;
        }
        catch (Exception e) when (FileErrors.IsFileFault(e))
        {
            throw container.Error("delete", name, e);
        }
    }

    public async Task DeleteManyAsync(IReadOnlyCollection<BlobName> names, CancellationToken cancellationToken)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        BlobName current = default;
        try
        {
            foreach (var name in names)
            {
                current = name;
                if (await RemoveAsync(name, BlobCondition.None, cancellationToken) is { } folder) folders.Add(folder);
            }
            foreach (var folder in folders) await FinishAsync(folder);
        }
        catch (Exception e) when (FileErrors.IsFileFault(e))
        {
            throw container.Error("delete", current, e);
        }
    }

    /// <returns>The folder it was in, still to be flushed; null when it was not there.</returns>
    private async Task<string?> RemoveAsync(BlobName name, BlobCondition condition, CancellationToken cancellationToken)
    {
        var path = container.PathOf(name);
        if (condition.MustMatch is null && container.Files.GetStatus(path.File) is null)
        {
            // The one who deleted it may not have come to flush that.
            await FlushIfThereAsync(path.Folder);
            return null;
        }
        var known = container.Folders.Begin();
        await container.Folders.EnsureAsync(known, container.Locks.Folder, cancellationToken);
        using var nameLock = await container.Locks.AcquireAsync(name, cancellationToken);
        var current = container.Files.GetStatus(path.File);
        if (Conflicts.Of(container.Container, name, condition, current) is { } conflict) throw conflict;
        if (current is not { } status) return null;
        nameLock.LatestDeleted = Math.Max(nameLock.LatestDeleted, status.LastWriteTime.UtcTicks);
        container.Files.Delete(path.File);
        if (path.NameFile is not null) container.Files.Delete(path.NameFile);
        return path.Folder;
    }

    private async Task FinishAsync(string folder)
    {
        await FlushIfThereAsync(folder);
        var top = Path.Combine(container.Root, BlobPath.Data);
        if (folder.StartsWith(top + Path.DirectorySeparatorChar, StringComparison.Ordinal)) container.Folders.RemoveEmpty(folder, top);
    }

    private async Task FlushIfThereAsync(string folder)
    {
        try
        {
            await container.Flusher.FlushAsync(folder, CancellationToken.None);
        }
        catch (DirectoryNotFoundException)
        {
            // Another delete emptied and removed it after its own flush.
        }
    }
}
