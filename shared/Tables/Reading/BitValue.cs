using System.Numerics;

namespace Serverless.Tables.Reading;

/// <summary>Types of any length that DuckDB keeps in bytes of its own.</summary>
internal static class BitValue
{
    /// <summary>BIT: how many bits at the front are padding, then the bits. As text of 0 and 1, as SQL writes it.</summary>
    public static string Bits(ReadOnlySpan<byte> bytes)
    {
        var bits = new char[Math.Max(0, (bytes.Length - 1) * 8 - bytes[0])];
        for (var i = 0; i < bits.Length; i++)
        {
            var at = i + bytes[0];
            bits[i] = (bytes[1 + at / 8] >> (7 - at % 8) & 1) == 1 ? '1' : '0';
        }
        return new string(bits);
    }

    /// <summary>BIGNUM: three bytes of sign and length, then the number, most significant byte first; all bits are turned around when it is below 0.</summary>
    public static BigInteger Number(ReadOnlySpan<byte> bytes)
    {
        var isNegative = (bytes[0] & 0x80) == 0;
        var digits = bytes[3..].ToArray();
        if (isNegative)
        {
            for (var i = 0; i < digits.Length; i++) digits[i] = (byte)~digits[i];
        }
        var number = new BigInteger(digits, isUnsigned: true, isBigEndian: true);
        return isNegative ? -number : number;
    }
}
