using System.Text;
using Serverless.Native.Files;
using Serverless.Storage.Local.Files;
using Serverless.Storage.Local.Names;

namespace Serverless.Storage.Local.Blobs;

/// <summary>
/// Writes a blob in steps of which each is whole: content into a staged file, flushed; under the name's lock the condition is looked at and the file is
/// renamed into place; the folder is flushed. Death at any point leaves the old blob or the new one.
/// </summary>
internal sealed class BlobWriter(ContainerFolder container)
{
    // Each further attempt means that another writer put into the same folder and removed all of it meanwhile.
    private const int MaxAttempts = 100;

    /// <param name="name">The blob.</param>
    /// <param name="condition">Looked at before the content is written (to fail early) and again under the lock.</param>
    /// <param name="fill">Writes the content into the staged file and returns its length.</param>
    /// <param name="cancellationToken">Until the rename.</param>
    public async Task<BlobProperties> WriteAsync(BlobName name, BlobCondition condition, Func<IFile, Task<long>> fill, CancellationToken cancellationToken)
    {
        var path = container.PathOf(name);
        try
        {
            await CheckEarlyAsync(name, path, condition, cancellationToken);
            var known = container.Folders.Begin();
            await container.Folders.EnsureScratchAsync(known, container.Staging.Folder, cancellationToken);
            await container.Folders.EnsureScratchAsync(known, container.Locks.Folder, cancellationToken);
            using var staged = container.Staging.Create();
            var length = await fill(staged.File);
            var tick = container.Clock.Next();
            await BlockingThreads.Shared.RunAsync(() => Stamp(staged.File, tick), cancellationToken);
            tick = await PublishAsync(name, path, condition, staged, tick, cancellationToken);
            return ContainerFolder.PropertiesOf(name, new FileStatus(length, new DateTimeOffset(tick, TimeSpan.Zero)));
        }
        catch (Exception e) when (FileErrors.IsFileFault(e))
        {
            throw container.Error("write", name, e);
        }
    }

    private async Task<long> PublishAsync(
        BlobName name, BlobPath path, BlobCondition condition, StagedFile staged, long tick, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var known = container.Folders.Begin();
            await container.Folders.EnsureAsync(known, path.Folder, cancellationToken);
            try
            {
                tick = await ReplaceAsync(name, path, condition, staged, tick, cancellationToken);
            }
            catch (FileNotFoundException) when (attempt < MaxAttempts)
            {
                // The folder had become empty and another writer's delete removed it.
                container.Folders.Forget();
                continue;
            }
            // The write has happened: from here on it is only made durable, whether somebody still waits or not.
            await container.Flusher.FlushAsync(path.Folder, CancellationToken.None);
            // With the blob in it the folder stays; only the way to it may have been made anew.
            if (!container.Folders.StillHolds(known)) await container.Folders.EnsureAsync(new DurableFolders.Known(-1), path.Folder, CancellationToken.None);
            return tick;
        }
    }

    private async Task<long> ReplaceAsync(
        BlobName name, BlobPath path, BlobCondition condition, StagedFile staged, long tick, CancellationToken cancellationToken)
    {
        StorageConflictException conflict;
        using (var nameLock = await container.Locks.AcquireAsync(name, cancellationToken))
        {
            var current = container.Files.GetStatus(path.File);
            if (Conflicts.Of(container.Container, name, condition, current) is not { } lost)
            {
                var floor = Math.Max(current?.LastWriteTime.UtcTicks ?? 0, nameLock.LatestDeleted);
                if (tick <= floor)
                {
                    // A clock was set back, or another process is ahead: versions must go up all the same.
                    tick = container.Clock.Next(floor);
                    Stamp(staged.File, tick);
                }
                if (path.NameFile is not null) WriteName(path.NameFile, name);
                if (staged.Publish(path.File, overwrite: current is not null)) return tick;
                lost = Conflicts.Exists(container.Container, name);
            }
            conflict = lost;
        }
        // The one who won may not have come to flush it yet; the loser must be able to build on what it is told.
        await container.Flusher.FlushAsync(path.Folder, cancellationToken);
        throw conflict;
    }

    private async Task CheckEarlyAsync(BlobName name, BlobPath path, BlobCondition condition, CancellationToken cancellationToken)
    {
        if (condition == BlobCondition.None) return;
        if (Conflicts.Of(container.Container, name, condition, container.Files.GetStatus(path.File)) is not { } conflict) return;
        try
        {
            await container.Flusher.FlushAsync(path.Folder, cancellationToken);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing there that could be made durable.
        }
        throw conflict;
    }

    /// <summary>Keeps a long name beside its blob, for listing; written before the blob, so that no blob is without.</summary>
    private void WriteName(string nameFile, BlobName name)
    {
        if (container.Files.GetStatus(nameFile) is not null) return;
        using var staged = container.Staging.Create();
        staged.File.Write(Encoding.UTF8.GetBytes(name.Value), 0);
        staged.File.Flush();
        staged.Publish(nameFile, overwrite: true);
    }

    private static void Stamp(IFile file, long tick)
    {
        file.LastWriteTime = new DateTimeOffset(tick, TimeSpan.Zero);
        file.Flush();
    }
}
