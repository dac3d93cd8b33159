using System.Diagnostics;
using System.Globalization;

namespace Serverless.Native.Processes;

/// <summary>What a process has in memory: bytes resident now, and their peak since its program started.</summary>
public readonly record struct ProcessMemory(long Bytes, long PeakBytes)
{
    /// <summary>Of this process.</summary>
    public static ProcessMemory OfThisProcess() => Of(Environment.ProcessId) ?? new ProcessMemory(Environment.WorkingSet, Environment.WorkingSet);

    /// <returns>Null when the process has ended.</returns>
    public static ProcessMemory? Of(int process) => OperatingSystem.IsLinux() ? OfStatus(process) : OfSystem(process);

    // The kernel's own high-water mark: a peak between two looks is not missed.
    private static ProcessMemory? OfStatus(int process)
    {
        try
        {
            long? now = null, peak = null;
            foreach (var line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status")))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal)) peak = Parse(line);
                else if (line.StartsWith("VmRSS:", StringComparison.Ordinal)) now = Parse(line);
            }
            // A process that has ended and was not waited for has no memory lines.
            return now is { } n && peak is { } p ? new ProcessMemory(n, p) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // As in "VmHWM:     85344 kB".
    private static long Parse(string line) =>
        long.TryParse(line.AsSpan(6, line.Length - 6 - 3).Trim(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes * 1024 : 0;

    private static ProcessMemory? OfSystem(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return new ProcessMemory(found.WorkingSet64, Math.Max(found.PeakWorkingSet64, found.WorkingSet64));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
