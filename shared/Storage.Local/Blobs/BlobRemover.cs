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
            await FinishAsync([folder]);
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
            await FinishAsync(folders);
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
            await FlushAsync(path.Folder);
            return null;
        }
        var known = container.Folders.Begin();
        await container.Folders.EnsureScratchAsync(known, container.Locks.Folder, cancellationToken);
        using var nameLock = await container.Locks.AcquireAsync(name, cancellationToken);
        var current = container.Files.GetStatus(path.File);
        if (Conflicts.Of(container.Container, name, condition, current) is { } conflict) throw conflict;
        if (current is not { } status) return null;
        nameLock.LatestDeleted = Math.Max(nameLock.LatestDeleted, status.LastWriteTime.UtcTicks);
        container.Files.Delete(path.File);
        if (path.NameFile is not null) container.Files.Delete(path.NameFile);
        return path.Folder;
    }

    /// <summary>First everything is made durable, then folders go: one that is removed before its flush could come back with all it held.</summary>
    private async Task FinishAsync(IReadOnlyCollection<string> folders)
    {
        foreach (var folder in folders) await FlushAsync(folder);
        var top = Path.Combine(container.Root, BlobPath.Data);
        foreach (var folder in folders)
        {
            if (folder.StartsWith(top + Path.DirectorySeparatorChar, StringComparison.Ordinal)) container.Folders.RemoveEmpty(folder, top);
        }
    }

    /// <summary>Flushes the folder, or the nearest one above it that is there: another delete may have removed the empty one, and that must be durable then.</summary>
    private async Task FlushAsync(string folder)
    {
        for (var nearest = folder; nearest.Length >= container.Root.Length; nearest = Path.GetDirectoryName(nearest)!)
        {
            try
            {
                await container.Flusher.FlushAsync(nearest, CancellationToken.None);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                // Look above.
            }
        }
    }
}
