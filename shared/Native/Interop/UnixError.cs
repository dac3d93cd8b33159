using System.Runtime.InteropServices;

namespace Serverless.Native.Interop;

/// <summary>An errno as the exception that System.IO throws for it, HResult included.</summary>
internal static class UnixError
{
    public static Exception Of(int error, string path)
    {
        var message = $"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'";
        return error switch
        {
            2 => new FileNotFoundException(message, path), // ENOENT
            1 or 13 => new UnauthorizedAccessException(message), // EPERM, EACCES
            _ => new IOException(message, error),
        };
    }
}
