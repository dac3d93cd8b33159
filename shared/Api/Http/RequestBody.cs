namespace Serverless.Api.Http;

/// <summary>Reads documents from requests.</summary>
internal static class RequestBody
{
    /// <summary>Bytes of a document: what a small blob may have. A graph of 100,000 calls has about 15 MB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <exception cref="ApiProblemException">413.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
                throw new ApiProblemException(413, "too-large", "The document is too large.", $"A document has at most {MaxBytes / (1024 * 1024)} MiB. A map over a range or a dataset says the same in one node.");
            await buffer.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
        }
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
