using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Serverless.Native.Interop;

/// <summary>Job objects: processes that end together, at the latest when the last handle to the job is closed, as the system does for a process that dies.</summary>
internal static partial class WindowsJobs
{
    private const int ExtendedLimits = 9; // JobObjectExtendedLimitInformation
    private const uint KillOnClose = 0x2000; // JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE

    /// <exception cref="Win32Exception">The system makes none.</exception>
    public static SafeFileHandle Create()
    {
        var job = CreateJob(0, null);
        var limits = new Limits { Flags = KillOnClose };
        if (job.IsInvalid || !Set(job, ExtendedLimits, in limits, Marshal.SizeOf<Limits>())) throw new Win32Exception(Marshal.GetLastPInvokeError());
        return job;
    }

    /// <exception cref="Win32Exception">It has ended, or may not be in a job.</exception>
    public static void Add(SafeFileHandle job, SafeProcessHandle process)
    {
        if (!Assign(job, process)) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public static void Kill(SafeFileHandle job) => Terminate(job, 1);

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateJob(nint security, string? name);

    [LibraryImport("kernel32", EntryPoint = "SetInformationJobObject", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Set(SafeFileHandle job, int kind, in Limits limits, int length);

    [LibraryImport("kernel32", EntryPoint = "AssignProcessToJobObject", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Assign(SafeFileHandle job, SafeProcessHandle process);

    [LibraryImport("kernel32", EntryPoint = "TerminateJobObject", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Terminate(SafeFileHandle job, uint status);

    // JOBOBJECT_EXTENDED_LIMIT_INFORMATION: of its fields only the flags matter here.
    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public long ProcessTime;
        public long JobTime;
        public uint Flags;
        public nuint LeastWorkingSet;
        public nuint MostWorkingSet;
        public uint Processes;
        public nuint Affinity;
        public uint Priority;
        public uint Scheduling;
        public ulong Read;
        public ulong Write;
        public ulong Other;
        public ulong ReadBytes;
        public ulong WriteBytes;
        public ulong OtherBytes;
        public nuint ProcessMemory;
        public nuint JobMemory;
        public nuint PeakProcessMemory;
        public nuint PeakJobMemory;
    }
}
