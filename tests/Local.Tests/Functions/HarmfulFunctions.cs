using System.Runtime.InteropServices;
using Serverless.Graph.Functions;

namespace Serverless.Local.Tests.Functions;

/// <summary>What user code can do to its process.</summary>
public static class HarmfulFunctions
{
    private const int Block = 4 << 20;

    /// <summary>Takes native memory until somebody ends it.</summary>
    [TaskFunction(Name = "harm.allocate", Version = "1")]
    public static long AllocateUntilKilled(long value, TaskContext context, CancellationToken cancellationToken)
    {
        context.Log("allocating");
        while (!cancellationToken.IsCancellationRequested)
        {
            var block = Marshal.AllocHGlobal(Block);
            // What no one writes to is not in memory.
            for (var page = 0; page < Block; page += 4096) Marshal.WriteByte(block, page, 1);
        }
        return value;
    }

    /// <summary>Writes where nothing is.</summary>
    [TaskFunction(Name = "harm.crash", Version = "1")]
    public static long Crash(long value)
    {
        if (value == 2) Marshal.WriteInt32(new IntPtr(0x7_0000_0000L), 1);
        return value;
    }

    /// <summary>Dies the first time; the second time it stores 20 streams.</summary>
    [TaskFunction(Name = "harm.thenStore", Version = "1", Impure = true)]
    public static async Task<long> ThenStoreAsync(long value, string folder, TaskContext context, CancellationToken cancellationToken)
    {
        var died = Path.Combine(folder, "died");
        if (!File.Exists(died))
        {
            await File.WriteAllTextAsync(died, "", cancellationToken);
            using var self = System.Diagnostics.Process.GetCurrentProcess();
            self.Kill();
        }
        for (var i = 0; i < 20; i++) await context.StoreAsync(new MemoryStream([(byte)i]), cancellationToken);
        return value;
    }

    /// <summary>Leaves a thread that never ends, and would keep the process.</summary>
    [TaskFunction(Name = "harm.leaveThread", Version = "1")]
    public static long LeaveThread(long value)
    {
        new Thread(static () => new ManualResetEventSlim().Wait()).Start();
        return value;
    }

    /// <summary>Throws where no one catches.</summary>
    [TaskFunction(Name = "harm.throwElsewhere", Version = "1")]
    public static long ThrowElsewhere(long value)
    {
        var thread = new Thread(() => throw new InvalidOperationException("nobody catches this"));
        thread.Start();
        thread.Join();
        return value;
    }

    /// <summary>An exception that says nothing, and throws when it is asked.</summary>
    [TaskFunction(Name = "harm.throwMute", Version = "1")]
    public static long ThrowMute(long value) => throw new MuteException();

    private sealed class MuteException : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");

        public override string StackTrace => throw new InvalidOperationException("no stack");

        public override System.Collections.IDictionary Data => throw new InvalidOperationException("no data");

        public override string ToString() => throw new InvalidOperationException("no text");
    }

    /// <summary>Harms no one: says something, and how far it is.</summary>
    [TaskFunction(Name = "harm.tell", Version = "1")]
    public static long Tell(long value, TaskContext context)
    {
        context.Log("about to begin");
        context.Progress(0.5, "half of it");
        return value;
    }

    /// <summary>Ends the process as if all was well.</summary>
    [TaskFunction(Name = "harm.leave", Version = "1")]
    public static long Leave(long value)
    {
        Environment.Exit(0);
        return value;
    }
}
