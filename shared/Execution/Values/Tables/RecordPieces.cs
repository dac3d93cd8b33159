using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Serverless.Execution.Tables;
using Serverless.Execution.Values.Tables.Columns;

namespace Serverless.Execution.Values.Tables;

/// <summary>
/// Records in pieces of bounded size, each as its JSON in a file, until all of them were seen: only then it is known what columns they have together. How many
/// records there are, and how large they are, changes no column and no value.
/// </summary>
/// <param name="files">Where files of the unit are.</param>
internal sealed class RecordPieces(InputFiles files)
{
    private readonly ArrayBufferWriter<byte> _open = new();
    private readonly List<string> _written = [];

    /// <summary>Whole pieces before the one that grows.</summary>
    public int Count => _written.Count;

    /// <summary>Bytes of the piece that grows.</summary>
    public long OpenBytes => _open.WrittenCount;

    /// <summary>Adds a record.</summary>
    public void Add(ReadOnlySpan<byte> json)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_open.GetSpan(sizeof(int)), json.Length);
        _open.Advance(sizeof(int));
        _open.Write(json);
    }

    /// <summary>Ends the piece that grows, and begins another.</summary>
    public async Task CutAsync(CancellationToken cancellationToken)
    {
        var path = files.NewPath();
        await File.WriteAllBytesAsync(path, _open.WrittenMemory, cancellationToken);
        _written.Add(path);
        _open.ResetWrittenCount();
    }

    /// <summary>The pieces before the one that grows, in their order, each read into columns.</summary>
    public async IAsyncEnumerable<StructRecordColumn> ReadAsync(Func<StructRecordColumn> newColumns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var path in _written)
        {
            yield return Read(await File.ReadAllBytesAsync(path, cancellationToken), newColumns());
            File.Delete(path);
        }
    }

    /// <summary>The piece that grows, read into columns.</summary>
    public StructRecordColumn ReadOpen(StructRecordColumn columns) => Read(_open.WrittenSpan, columns);

    private static StructRecordColumn Read(ReadOnlySpan<byte> records, StructRecordColumn columns)
    {
        while (records.Length > 0)
        {
            var end = sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(records);
            var json = new Utf8JsonReader(records[sizeof(int)..end], RecordReader.Reading);
            json.Read();
            columns.Add(ref json);
            records = records[end..];
        }
        return columns;
    }
}
