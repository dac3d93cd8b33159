using System.Buffers.Binary;
using Serverless.Durable;
using Serverless.Engine.Instances;
using Serverless.Engine.Log;
using Serverless.Engine.Records;
using Serverless.Native.Files;

namespace Serverless.Engine.Archives;

/// <summary>
/// Finished instances on the disk, in order of their ids; never changed. In memory: the filter and the first id of each block, some 2 bytes an
/// instance. Safe to read from several threads.
/// </summary>
internal sealed class ArchiveFile : IDisposable
{
    public const int FooterBytes = 16;

    private readonly IFile _file;
    private readonly string _name;
    private readonly Block[] _blocks;
    private readonly IdFilter _filter;

    private ArchiveFile(IFile file, string name, long number, long count, DateTimeOffset oldest, Block[] blocks, IdFilter filter)
    {
        _file = file;
        _name = name;
        Number = number;
        Count = count;
        Oldest = oldest;
        _blocks = blocks;
        _filter = filter;
    }

    /// <summary>Later archives have higher numbers and hide earlier ones.</summary>
    public long Number { get; }

    public long Count { get; }

    /// <summary>When the first of its instances ended.</summary>
    public DateTimeOffset Oldest { get; }

    /// <exception cref="HubDamagedException">The file is not whole.</exception>
    public static ArchiveFile Open(IFileSystem files, string folder, long number, Guid hub)
    {
        var name = LogFormat.FileName(number, LogFormat.ArchiveSuffix);
        IFile file;
        try
        {
            file = files.Open(Path.Combine(folder, name), FileOpening.Read);
        }
        catch (FileNotFoundException)
        {
            throw new HubDamagedException(name, 0, "the snapshot names this archive and it is missing");
        }
        try
        {
            var header = FileHeader.Read(HubFiles.ReadExactly(file, name, 0, LogFormat.HeaderBytes), LogFormat.ArchiveMagic, name);
            if (header is null || header.Number != number || header.Hub != hub) throw new HubDamagedException(name, 0, "the archive's header is not sound");
            var end = file.Length - FooterBytes;
            var footer = HubFiles.ReadExactly(file, name, end, FooterBytes);
            var index = BinaryPrimitives.ReadInt64LittleEndian(footer);
            if (BinaryPrimitives.ReadInt64LittleEndian(footer.AsSpan(8)) != LogFormat.Checksum(footer.AsSpan(0, 8)) || index < LogFormat.HeaderBytes || index >= end)
                throw new HubDamagedException(name, end, "the footer's checksum does not match");
            var body = ReadFrame(file, name, index, (int)(end - index));
            return ReadIndex(file, name, number, body.Span);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public bool MayHold(InstanceId id) => _filter.MayHold(id);

    /// <returns>Null when it is not here.</returns>
    public Instance? Find(InstanceId id)
    {
        if (!_filter.MayHold(id)) return null;
        var block = BlockOf(id);
        if (block < 0) return null;
        foreach (var instance in Read(_blocks[block]))
        {
            if (instance.Id == id) return instance;
        }
        return null;
    }

    /// <summary>All instances from an id on, in order.</summary>
    public IEnumerable<Instance> From(string? first)
    {
        var start = first is null ? 0 : Math.Max(0, BlockOf(first));
        for (var i = start; i < _blocks.Length; i++)
        {
            foreach (var instance in Read(_blocks[i]))
            {
                if (first is null || string.CompareOrdinal(instance.Id.Value, first) >= 0) yield return instance;
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private static ArchiveFile ReadIndex(IFile file, string name, long number, ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var count = reader.Long();
        var oldest = reader.Long();
        var blocks = new Block[reader.Count()];
        for (var i = 0; i < blocks.Length; i++) blocks[i] = new Block(reader.Text(), reader.Long(), reader.Int());
        var bits = reader.Bytes(reader.Count()).ToArray();
        return new ArchiveFile(file, name, number, count, new DateTimeOffset(Math.Min(oldest, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero), blocks, new IdFilter(bits));
    }

    private static ReadOnlyMemory<byte> ReadFrame(IFile file, string name, long offset, int length) =>
        Frame.Open(HubFiles.ReadExactly(file, name, offset, length), offset) ?? throw new HubDamagedException(name, offset, "the checksum does not match");

    private List<Instance> Read(Block block)
    {
        var instances = new List<Instance>();
        var reader = new RecordReader(ReadFrame(_file, _name, block.Offset, block.Length).Span);
        while (!reader.AtEnd)
        {
            reader.Int();
            instances.Add(InstanceCodec.Read(ref reader));
        }
        return instances;
    }

    /// <summary>The last block that starts at or before an id; -1 when all start behind it.</summary>
    private int BlockOf(InstanceId id) => BlockOf(id.Value);

    private int BlockOf(string id)
    {
        var low = 0;
        var high = _blocks.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(_blocks[middle].First, id) <= 0) low = middle + 1;
            else high = middle - 1;
        }
        return high;
    }

    private readonly record struct Block(string First, long Offset, int Length);
}
