using Azure;
using Azure.Storage.Blobs;
using Serverless.Storage.Azure.Connection;

namespace Serverless.Storage.Azure.Blobs;

/// <summary>Runs requests on a container: makes the container at the first write, and words failures.</summary>
internal sealed class ContainerRequests(BlobContainerClient container)
{
    public StorageException Error(string verb, BlobName name, Exception e) =>
        AzureErrors.Of($"{verb} blob '{name}' in container '{container.Name}'", container.Uri, e);

    /// <param name="verb">For messages.</param>
    /// <param name="name">The blob.</param>
    /// <param name="request">Done once more when the container is missing.</param>
    /// <param name="rewind">The stream that the request reads, if any.</param>
    /// <param name="cancellationToken">Stops the making of the container.</param>
    public async Task<BlobProperties> WriteAsync(
        string verb, BlobName name, Func<Task<BlobProperties>> request, Stream? rewind, CancellationToken cancellationToken)
    {
        try
        {
            // What cannot be read twice must not meet a missing container.
            if (rewind is { CanSeek: false }) await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            var start = rewind is { CanSeek: true } ? rewind.Position : 0;
            try
            {
                return await request();
            }
            catch (RequestFailedException e) when (AzureErrors.IsContainerMissing(e))
            {
                await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
                if (rewind is { CanSeek: true }) rewind.Position = start;
                return await request();
            }
        }
        catch (RequestFailedException e) when (AzureErrors.IsConflict(e))
        {
            throw Conflict(name, e);
        }
        catch (Exception e) when (AzureErrors.IsOfService(e))
        {
            throw Error(verb, name, e);
        }
    }

    /// <returns>Null when the blob or the container is not there.</returns>
    public async Task<T?> ReadAsync<T>(string verb, BlobName name, Func<Task<T>> request)
        where T : class
    {
        try
        {
            return await request();
        }
        catch (RequestFailedException e) when (AzureErrors.IsNotFound(e) || AzureErrors.IsContainerMissing(e))
        {
            return null;
        }
        catch (Exception e) when (AzureErrors.IsOfService(e) || e is IOException)
        {
            throw Error(verb, name, e);
        }
    }

    /// <summary>Reads more of a blob whose reading has begun.</summary>
    /// <exception cref="StorageConflictException">It was written or deleted meanwhile: the rest of the version is gone.</exception>
    public async Task<T> ReadOnAsync<T>(BlobName name, Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (RequestFailedException e) when (AzureErrors.IsConflict(e) || AzureErrors.IsNotFound(e))
        {
            throw new StorageConflictException(name, $"Blob '{name}' in container '{container.Name}' was replaced or deleted while it was read; read it anew.", e);
        }
        catch (Exception e) when (AzureErrors.IsOfService(e) || e is IOException)
        {
            throw Error("read", name, e);
        }
    }

    public async Task<bool> DeleteAsync(BlobName name, Func<Task<bool>> request, BlobCondition condition)
    {
        try
        {
            if (await request()) return true;
        }
        catch (RequestFailedException e) when (AzureErrors.IsConflict(e))
        {
            throw Conflict(name, e);
        }
        catch (RequestFailedException e) when (AzureErrors.IsNotFound(e) || AzureErrors.IsContainerMissing(e))
        {
            // Not there: as the answer false.
        }
        catch (Exception e) when (AzureErrors.IsOfService(e))
        {
            throw Error("delete", name, e);
        }
        return condition.MustMatch is { } etag
            ? throw new StorageConflictException(name, $"Blob '{name}' in container '{container.Name}' is not there; version {etag} was expected.")
            : false;
    }

    /// <returns>False at the end, and when the container is not there.</returns>
    public async Task<bool> ListPageAsync<T>(string prefix, IAsyncEnumerator<Page<T>> pages)
        where T : notnull
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (RequestFailedException e) when (AzureErrors.IsContainerMissing(e))
        {
            return false;
        }
        catch (Exception e) when (AzureErrors.IsOfService(e))
        {
            throw AzureErrors.Of($"list blobs '{prefix}*' in container '{container.Name}'", container.Uri, e);
        }
    }

    private StorageConflictException Conflict(BlobName name, RequestFailedException e) => new(
        name,
        $"Blob '{name}' in container '{container.Name}' is not as the condition wants it: {e.Status} {e.ErrorCode} (request id {AzureErrors.RequestId(e)}).",
        e);
}
