using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Native.Checksums;
using Serverless.Storage;
using Serverless.Store.Content;

namespace Serverless.Store.Results;

/// <summary>
/// Gathers the parts of one result blob and uploads it. Small results stay in memory; beyond a bound they go to a scratch file, so that memory does not
/// grow with the results of a unit. Large values go to blobs of their own.
/// </summary>
/// <param name="scratch">The unit's folder.</param>
/// <param name="largeValueBytes">Values above it are large.</param>
public sealed class PartWriter(string scratch, long largeValueBytes = long.MaxValue) : IDisposable
{
    private const int MaxInMemory = 8 * 1024 * 1024;

    private readonly List<long> _ends = [];
    private readonly LargeParts _large = new(scratch);
    private readonly HashSet<string> _streams = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _text = new();
    private Utf8JsonWriter? _json;
    private Stream _stream = new MemoryStream();

    public int Count => _ends.Count;

    /// <summary>Bytes so far, those of large values included.</summary>
    public long Bytes => _stream.Length + _large.Bytes;

    /// <summary>Hashes of the large values.</summary>
    public IReadOnlyCollection<string> LargeValues => _large.Hashes;

    /// <summary>Hashes of what looks like the name of a stored stream in the values.</summary>
    public IReadOnlyCollection<string> StreamNames => _streams;

    /// <summary>Adds a value as JSON; no bytes at all for an element that a filter took out.</summary>
    public void AddValue(object? value, bool isHole)
    {
        if (!isHole)
        {
            if (value is long number) AddNumber(number);
            else AddJson(value);
        }
        End();
    }

    private void AddNumber(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var written);
        _stream.Write(digits[..written]);
    }

    // One writer for all parts: a new one for each would rent and return its buffer each time.
    private void AddJson(object? value)
    {
        _text.ResetWrittenCount();
        if (_json is null) _json = new Utf8JsonWriter(_text, new JsonWriterOptions { Encoder = ClrValues.Json.Encoder, SkipValidation = true });
        else _json.Reset(_text);
        var start = _stream.Length;
        JsonSerializer.Serialize(_json, value, value?.GetType() ?? typeof(object), ExactJson.Options);
        _json.Flush();
        StoredStreams.FindIn(_text.WrittenSpan, _streams);
        _stream.Write(_text.WrittenSpan);
        if (_stream.Length - start > largeValueBytes) MoveOut(start);
    }

    private void MoveOut(long start)
    {
        _stream.Position = start;
        var value = _large.Add(_stream);
        _stream.SetLength(start);
        _stream.Position = start;
        _stream.Write(value.ToReference());
    }

    /// <summary>Adds the bytes of a file.</summary>
    public async Task AddFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        if (_stream is MemoryStream && _stream.Length + file.Length > MaxInMemory) await SpillAsync(cancellationToken);
        await file.CopyToAsync(_stream, cancellationToken);
        End();
    }

    /// <summary>What would be uploaded, with its index, where that is small.</summary>
    /// <param name="mostBytes">Of what is small.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Null: it is larger, or refers to blobs of its own.</returns>
    public async Task<byte[]?> TryInlineAsync(int mostBytes, CancellationToken cancellationToken)
    {
        if (_stream is not MemoryStream memory || _large.Hashes.Count > 0 || memory.Length + (_ends.Count * 8) + ResultBlob.FooterBytes > mostBytes) return null;
        var data = memory.ToArray();
        return [.. data, .. ResultBlob.WriteIndex(_ends, await ChecksAsync(cancellationToken))];
    }

    /// <summary>Uploads what was gathered under a name that nothing else uses.</summary>
    public async Task<BlobProperties> UploadAsync(IBlobStore blobs, string token, TimeProvider time, CancellationToken cancellationToken)
    {
        await _large.UploadAsync(blobs, token, time, cancellationToken);
        var checks = await ChecksAsync(cancellationToken);
        await _stream.WriteAsync(ResultBlob.WriteIndex(_ends, checks), cancellationToken);
        // Results of one node lie together; the rest of the name is this attempt's alone.
        var name = new BlobName($"{Layout.Results}/{token}/{Guid.NewGuid():N}");
        if (_stream is MemoryStream memory)
            return await blobs.PutAsync(name, memory.GetBuffer().AsMemory(0, (int)memory.Length), BlobCondition.IfAbsent, cancellationToken);
        _stream.Position = 0;
        return await blobs.UploadAsync(name, _stream, BlobCondition.IfAbsent, cancellationToken);
    }

    // At the end, over all: parts may be moved out again while they are gathered. Leaves the stream at its end.
    private async Task<List<uint>> ChecksAsync(CancellationToken cancellationToken)
    {
        var checks = new List<uint>();
        var block = ArrayPool<byte>.Shared.Rent(ResultBlob.BlockBytes);
        try
        {
            _stream.Position = 0;
            while (await _stream.ReadAtLeastAsync(block.AsMemory(0, ResultBlob.BlockBytes), ResultBlob.BlockBytes, throwOnEndOfStream: false, cancellationToken) is var read and > 0)
                checks.Add(Crc32C.Of(block.AsSpan(0, read)));
            return checks;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>What was gathered, without an index.</summary>
    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        var bytes = new byte[_stream.Length];
        _stream.Position = 0;
        await _stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    public void Dispose()
    {
        _large.Dispose();
        _json?.Dispose();
        _stream.Dispose();
    }

    private void End()
    {
        _ends.Add(_stream.Length);
        if (_stream is MemoryStream { Length: > MaxInMemory }) SpillAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

    private async Task SpillAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(scratch);
        var file = new FileStream(
            Path.Combine(scratch, $"{Guid.NewGuid():N}.parts"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        _stream.Position = 0;
        await _stream.CopyToAsync(file, cancellationToken);
        await _stream.DisposeAsync();
        _stream = file;
    }
}
