using System.Diagnostics;
using Serverless.Native.Files;
using Serverless.Testing;

namespace Serverless.Benchmarks.Engine;

/// <summary>What the disk alone can do: the bare limit of a log.</summary>
internal static class BareDisk
{
    /// <summary>Median milliseconds of one write of 200 bytes and its flush.</summary>
    public static double FlushMilliseconds(int count = 300)
    {
        using var folder = new TempFolder();
        using var file = DiskFileSystem.Instance.Open(folder.Of("probe"), FileOpening.CreateNew);
        var bytes = new byte[200];
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            file.Write(bytes, i * (long)bytes.Length);
            file.FlushData();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        return times[count / 2];
    }

    /// <summary>Seconds to append so many bytes in writes of 64 KiB, each flushed.</summary>
    public static double AppendSeconds(long total)
    {
        using var folder = new TempFolder();
        using var file = DiskFileSystem.Instance.Open(folder.Of("probe"), FileOpening.CreateNew);
        var bytes = new byte[64 * 1024];
        var start = Stopwatch.GetTimestamp();
        for (var at = 0L; at < total; at += bytes.Length)
        {
            file.Write(bytes.AsSpan(0, (int)Math.Min(bytes.Length, total - at)), at);
            file.FlushData();
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
