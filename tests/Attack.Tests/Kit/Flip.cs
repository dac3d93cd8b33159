namespace Serverless.Attack.Tests.Kit;

/// <summary>One byte of a file that is not what was written.</summary>
/// <param name="File">Which.</param>
/// <param name="At">Its place.</param>
internal sealed record Flip(string File, long At)
{
    /// <summary>Changes a byte of any file below a folder.</summary>
    /// <returns>Null when nothing was there, or it went away meanwhile.</returns>
    public static Flip? Any(string folder, Random random)
    {
        var files = Tree.Files(folder);
        if (files.Count == 0) return null;
        var file = files[random.Next(files.Count)];
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length == 0) return null;
            var at = random.NextInt64(stream.Length);
            stream.Position = at;
            var was = stream.ReadByte();
            stream.Position = at;
            // One bit, or another byte.
            stream.WriteByte((byte)(random.Next(2) == 0 ? was ^ (1 << random.Next(8)) : (was + random.Next(1, 256)) & 0xff));
            return new Flip(file, at);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
