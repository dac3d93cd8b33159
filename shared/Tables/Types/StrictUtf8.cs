using System.Text;

namespace Serverless.Tables.Types;

/// <summary>Text as UTF-8, where the usual encoding would put other characters in the place of what is none.</summary>
internal static class StrictUtf8
{
    /// <summary>Throws at half a surrogate pair, and at bytes that are no UTF-8.</summary>
    public static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
