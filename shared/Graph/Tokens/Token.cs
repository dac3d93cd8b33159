using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Serverless.Graph.Tokens;

/// <summary>
/// SHA-256 of what determines a result: 32 bytes, written as 64 lower-case hexadecimal digits. Equal token = equal result.
/// Made by <see cref="TokenWriter"/>; the default is all zeros and stands for nothing.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct Token : IEquatable<Token>, IComparable<Token>
{
    public const int Size = 32;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    // Big-endian words, so that comparing words is comparing bytes.
    private readonly ulong _0, _1, _2, _3;

    /// <param name="bytes">32 bytes.</param>
    public Token(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"A token has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        _0 = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _3 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <exception cref="FormatException">Not 64 lower-case hexadecimal digits.</exception>
    public static Token Parse(string text) =>
        TryParse(text, out var token) ? token : throw new FormatException($"'{text}' is no token: 64 lower-case hexadecimal digits are needed.");

    public static bool TryParse([NotNullWhen(true)] string? text, out Token token)
    {
        token = default;
        if (text is not { Length: 2 * Size } || text.AsSpan().ContainsAnyExcept(Digits)) return false;
        token = new Token(Convert.FromHexString(text));
        return true;
    }

    /// <param name="destination">At least 32 bytes.</param>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _0);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _3);
    }

    public bool Equals(Token other) => _0 == other._0 && _1 == other._1 && _2 == other._2 && _3 == other._3;

    public override bool Equals(object? obj) => obj is Token other && Equals(other);

    // The bytes are a hash already.
    public override int GetHashCode() => (int)_0;

    public int CompareTo(Token other)
    {
        if (_0 != other._0) return _0.CompareTo(other._0);
        if (_1 != other._1) return _1.CompareTo(other._1);
        return _2 != other._2 ? _2.CompareTo(other._2) : _3.CompareTo(other._3);
    }

    public static bool operator ==(Token left, Token right) => left.Equals(right);

    public static bool operator !=(Token left, Token right) => !left.Equals(right);

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
