using System.Diagnostics;
using Serverless.Graph.Functions;
using Serverless.Testing;

namespace Serverless.Local.Tests.Functions;

/// <summary>A room with a door for one, and a process that dies before anybody has passed it.</summary>
public static class DoorFunctions
{
    public const string Semaphore = "door";

    /// <summary>Two tasks: together they take their process down; run again, both want to be inside at the same time.</summary>
    /// <returns>The fencing number that it was inside with.</returns>
    [TaskFunction(Name = "door.pass", Version = "1", Impure = true)]
    public static async Task<long> PassAsync(long value, string folder, TaskContext context, CancellationToken cancellationToken)
    {
        string Of(string name) => Path.Combine(folder, name);
        if (!File.Exists(Of("died")))
        {
            await File.WriteAllTextAsync(Of($"began-{value}"), "", cancellationToken);
            await Condition.WaitAsync("both began", () => File.Exists(Of("began-0")) && File.Exists(Of("began-1")));
            await File.WriteAllTextAsync(Of("died"), "", cancellationToken);
            using var self = Process.GetCurrentProcess();
            self.Kill();
        }
        await File.WriteAllTextAsync(Of($"wants-{value}"), $"{Environment.ProcessId}", cancellationToken);
        await using var lease = await context.Semaphores.AcquireAsync(Semaphore, cancellationToken);
        // Fails when somebody is inside.
        await using (new FileStream(Of("inside"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
        {
            await Condition.WaitAsync("the other one stands before the door", () => File.Exists(Of($"wants-{1 - value}")));
            if (!lease.IsHeld) throw new InvalidOperationException("The lease is not held while it is used.");
        }
        return lease.Fence;
    }
}
