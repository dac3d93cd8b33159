using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Serverless.Native.Interop;

/// <summary>Processes that lead a process group of their own from their first instruction on, which .NET cannot start.</summary>
internal static unsafe partial class UnixSpawn
{
    // More than any C library's posix_spawnattr_t, posix_spawn_file_actions_t (336 and 80 bytes in glibc) and sigset_t (128).
    private const int StructBytes = 1024;

    private const short SetProcessGroup = 2; // POSIX_SPAWN_SETPGROUP, and so on: equal on Linux and macOS
    private const short SetDefaultSignals = 4;
    private const short SetSignalMask = 8;
    private const short CloseOthersOnMac = 0x4000; // POSIX_SPAWN_CLOEXEC_DEFAULT; on Linux .NET opens everything close-on-exec

    private const int ById = 1; // P_PID
    private const int Exited = 4; // WEXITED
    private const int Interrupted = 4; // EINTR

    // What this process ignores (SIGPIPE, and what who started it told it to) its children are not to ignore.
    private static readonly int[] DefaultSignals = [2, 3, 13, 15];

    /// <summary>Starts a program as the leader of a new process group.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">With the program's own name first.</param>
    /// <param name="environment">All of it, as NAME=value.</param>
    /// <param name="descriptors">What of this process becomes the child's descriptors 0, 1, 2, ...; others are closed.</param>
    /// <exception cref="Win32Exception">It does not start.</exception>
    public static int Start(string program, IEnumerable<string> arguments, IEnumerable<string> environment, ReadOnlySpan<int> descriptors)
    {
        var memory = (nint)NativeMemory.AllocZeroed(4 * StructBytes);
        var (attributes, actions, defaults, mask) = (memory, memory + StructBytes, memory + (2 * StructBytes), memory + (3 * StructBytes));
        try
        {
            Check(InitAttributes(attributes));
            Check(InitActions(actions));
            _ = EmptySet(defaults);
            _ = EmptySet(mask);
            foreach (var signal in DefaultSignals) _ = AddToSet(defaults, signal);
            Check(SetDefaults(attributes, defaults));
            Check(SetMask(attributes, mask));
            Check(SetGroup(attributes, 0));
            Check(SetFlags(attributes, (short)(SetProcessGroup | SetDefaultSignals | SetSignalMask | (OperatingSystem.IsMacOS() ? CloseOthersOnMac : 0))));
            for (var i = 0; i < descriptors.Length; i++) Check(AddDuplicate(actions, descriptors[i], i));
            Check(Spawn(out var process, program, actions, attributes, [.. arguments, null], [.. environment, null]));
            return process;
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
            NativeMemory.Free((void*)memory);
        }
    }

    /// <summary>Waits until a child has ended and leaves it to be reaped: until then no other process gets its id.</summary>
    public static void WaitForEnd(int process)
    {
        var information = stackalloc byte[256];
        while (WaitId(ById, process, information, Exited | (OperatingSystem.IsMacOS() ? 0x20 : 0x01000000)) != 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
            // A signal came in between.
        }
    }

    /// <summary>Takes a child that has ended off the system's list.</summary>
    /// <returns>Its status as <c>waitpid</c> gives it; null when somebody else took it.</returns>
    public static int? Reap(int process)
    {
        while (true)
        {
            if (WaitProcess(process, out var status, 0) == process) return status;
            if (Marshal.GetLastPInvokeError() != Interrupted) return null;
        }
    }

    private static void Check(int error)
    {
        if (error != 0) throw new Win32Exception(error);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(out int process, string path, nint actions, nint attributes, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitAttributes(nint attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(nint attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(nint attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setpgroup")]
    private static partial int SetGroup(nint attributes, int group);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(nint attributes, nint signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(nint attributes, nint signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitActions(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(nint actions, int descriptor, int asDescriptor);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySet(nint signals);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    private static partial int AddToSet(nint signals, int signal);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitId(int kind, int id, byte* information, int options);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitProcess(int process, out int status, int options);
}
