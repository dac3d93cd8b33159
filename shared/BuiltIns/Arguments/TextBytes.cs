using System.Text;

namespace Serverless.BuiltIns.Arguments;

/// <summary>Bytes from elsewhere that become a value.</summary>
internal static class TextBytes
{
    /// <summary>Of a value that a program or a server gives: it is held in memory, also where it is read. What is larger is for streams.</summary>
    public const long Most = 16L << 20;

    /// <summary>Refuses what is no UTF-8, where the usual one would put other characters in its place.</summary>
    public static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
