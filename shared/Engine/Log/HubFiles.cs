using System.Globalization;
using Serverless.Native.Files;

namespace Serverless.Engine.Log;

/// <summary>The files in a hub's folder by kind: a number of ten digits or more, and a suffix.</summary>
internal static class HubFiles
{
    /// <summary>Numbers of the files of a kind, in no order.</summary>
    public static IEnumerable<long> Numbers(IFileSystem files, string folder, string suffix) =>
        from entry in files.List(folder)
        where !entry.IsFolder && entry.Name.EndsWith(suffix, StringComparison.Ordinal)
        let number = long.TryParse(entry.Name.AsSpan(0, entry.Name.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0
        where number > 0
        select number;

    /// <summary>Reads exactly so many bytes.</summary>
    /// <exception cref="HubDamagedException">The file ends before.</exception>
    public static byte[] ReadExactly(IFile file, string name, long offset, int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var read = file.Read(bytes.AsSpan(done), offset + done);
            if (read == 0) throw new HubDamagedException(name, offset + done, "the file ends too early");
            done += read;
        }
        return bytes;
    }
}
