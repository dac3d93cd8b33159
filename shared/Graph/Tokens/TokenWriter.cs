using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tokens;

/// <summary>
/// Writes values in a form of which no two different ones share an instance, and hashes it: each part has a tag for its type, and a length
/// or count where it is not fixed. 1, 1.0, true and "1" differ; 0.0 and -0.0 differ; every NaN is the same; maps and sets have no order.
/// </summary>
/// <remarks>Not thread-safe; one writer makes any number of tokens, one after another.</remarks>
public sealed class TokenWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public void Null() => Tag(TokenTag.Null);

    public void Boolean(bool value) => Tag(value ? TokenTag.True : TokenTag.False);

    public void Integer(long value)
    {
        Tag(TokenTag.Integer);
        Number(value);
    }

    public void Double(double value)
    {
        Tag(TokenTag.Double);
        Number(BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value));
    }

    /// <summary>1.5 and 1.50 differ, because they print differently.</summary>
    public void Decimal(decimal value)
    {
        Tag(TokenTag.Decimal);
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (var part in parts) Number(part);
    }

    public void String(string value)
    {
        Tag(TokenTag.String);
        Text(value);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Tag(TokenTag.Bytes);
        Number(value.Length);
        _buffer.Write(value);
    }

    public void Token(Token value)
    {
        Tag(TokenTag.Token);
        value.CopyTo(_buffer.GetSpan(Tokens.Token.Size));
        _buffer.Advance(Tokens.Token.Size);
    }

    /// <summary>Begins a list; exactly <paramref name="count"/> parts must follow.</summary>
    public void List(int count)
    {
        Tag(TokenTag.List);
        Number(count);
    }

    /// <summary>A set: the order of <paramref name="values"/> does not matter, and repeated ones count once.</summary>
    public void Set(IEnumerable<GraphValue> values)
    {
        var members = new SortedSet<Token>();
        var inner = new TokenWriter();
        foreach (var value in values)
        {
            inner.Value(value);
            members.Add(inner.Finish());
        }
        Tag(TokenTag.Set);
        Number(members.Count);
        foreach (var member in members) Token(member);
    }

    /// <summary>A value; a reference in it by the node's name.</summary>
    public void Value(GraphValue value) => Value(value, null);

    /// <summary>A value; a reference in it by the token that <paramref name="tokenOf"/> gives for the node.</summary>
    public void Value(GraphValue value, Func<NodeId, Token>? tokenOf)
    {
        switch (value.Kind)
        {
            case GraphValueKind.Null: Null(); break;
            case GraphValueKind.Boolean: Boolean(value.AsBoolean()); break;
            case GraphValueKind.Integer: Integer(value.AsInteger()); break;
            case GraphValueKind.Double: Double(value.AsDouble()); break;
            case GraphValueKind.Decimal: Decimal(value.AsDecimal()); break;
            case GraphValueKind.String: String(value.AsString()); break;
            case GraphValueKind.List:
                List(value.AsList().Length);
                foreach (var item in value.AsList()) Value(item, tokenOf);
                break;
            case GraphValueKind.Map:
                Tag(TokenTag.Map);
                Number(value.AsMap().Length);
                foreach (var (key, item) in value.AsMap())
                {
                    Text(key);
                    Value(item, tokenOf);
                }
                break;
            case GraphValueKind.Ref when tokenOf is null:
                Tag(TokenTag.Ref);
                Text(value.AsRef().Value);
                break;
            default:
                Token(tokenOf!(value.AsRef()));
                break;
        }
    }

    /// <summary>The token of all that was written, and an empty writer again.</summary>
    public Token Finish()
    {
        Span<byte> hash = stackalloc byte[Tokens.Token.Size];
        SHA256.HashData(_buffer.WrittenSpan, hash);
        _buffer.ResetWrittenCount();
        return new Token(hash);
    }

    private void Tag(TokenTag tag)
    {
        _buffer.GetSpan(1)[0] = (byte)tag;
        _buffer.Advance(1);
    }

    private void Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(sizeof(long)), value);
        _buffer.Advance(sizeof(long));
    }

    // UTF-16 code units and their number: exact for any .NET string, also for halves of surrogate pairs, which UTF-8 would make equal.
    private void Text(string text)
    {
        Number(text.Length);
        if (BitConverter.IsLittleEndian)
        {
            _buffer.Write(MemoryMarshal.AsBytes(text.AsSpan()));
            return;
        }
        _buffer.Write(Encoding.Unicode.GetBytes(text));
    }
}
