namespace Serverless.Storage;

/// <summary>A version of a blob's content. Opaque; equal means the same version.</summary>
public readonly record struct ETag(string Value)
{
    public override string ToString() => Value;
}

/// <summary>What a store knows of a blob without reading it.</summary>
/// <param name="Name">Within the container.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ETag">Changes with each write.</param>
/// <param name="LastModified">By the store's clock, UTC.</param>
public sealed record BlobProperties(BlobName Name, long Length, ETag ETag, DateTimeOffset LastModified);

/// <summary>A blob's bytes with their version.</summary>
public sealed record BlobContent(BlobProperties Properties, ReadOnlyMemory<byte> Bytes);

/// <summary>What must hold for a write or a delete to happen.</summary>
public readonly record struct BlobCondition
{
    /// <summary>Write whatever is there.</summary>
    public static BlobCondition None => default;

    /// <summary>Write only when there is no blob of that name.</summary>
    public static BlobCondition IfAbsent => new() { MustBeAbsent = true };

    public bool MustBeAbsent { get; private init; }

    public ETag? MustMatch { get; private init; }

    /// <summary>Write only over this version.</summary>
    public static BlobCondition IfMatch(ETag etag) => new() { MustMatch = etag };
}

/// <summary>A range of bytes. <see cref="Length"/> null = to the end.</summary>
public readonly record struct BlobRange(long Offset, long? Length = null)
{
    public static BlobRange All => default;
}
