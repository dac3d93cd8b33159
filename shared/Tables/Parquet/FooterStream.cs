using System.Runtime.CompilerServices;
using Parquet.Meta;

namespace Serverless.Tables.Parquet;

/// <summary>
/// A footer's bytes for Parquet.Net's parser. Reading past their end throws: the parser takes what a stream lacks for bytes, and with the counts of a damaged
/// footer its public way, which parses a copy, goes on for ever where no cancelling reaches it. So the parser itself is called, which is not public.
/// </summary>
/// <param name="footer">All of it.</param>
internal sealed class FooterStream(byte[] footer) : MemoryStream(footer, writable: false)
{
    private const string Parser = "Parquet.Meta.Proto.ThriftCompactProtocolReader, Parquet";

    public static FileMetaData Parse(byte[] footer)
    {
        using var stream = new FooterStream(footer);
        return Read(null, Open(stream));
    }

    public override int ReadByte() => Checked(base.ReadByte(), none: -1);

    public override int Read(byte[] buffer, int offset, int count) => count == 0 ? 0 : Checked(base.Read(buffer, offset, count), none: 0);

    public override int Read(Span<byte> buffer) => buffer.IsEmpty ? 0 : Checked(base.Read(buffer), none: 0);

    private static int Checked(int read, int none) => read == none ? throw new EndOfStreamException() : read;

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(Parser)]
    private static extern object Open(Stream stream);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern FileMetaData Read(FileMetaData? type, [UnsafeAccessorType(Parser)] object parser);
}
