using System.Diagnostics;
using System.Globalization;
using Serverless.Graph.Functions;

namespace Serverless.Local.Tests.Functions;

/// <summary>Tasks that say in which process they are, and wait there until a file tells them to go on.</summary>
public static class PatientFunctions
{
    /// <summary>In the folder: the process of the task that waits.</summary>
    public const string Waiting = "waiting";

    /// <summary>In the folder: no one needs to wait any more.</summary>
    public const string Go = "go";

    [TaskFunction(Name = "patient.wait", Version = "1")]
    public static async Task<long> WaitAsync(long value, string folder, CancellationToken cancellationToken)
    {
        var note = Path.Combine(folder, $"{Waiting}.{value}");
        await File.WriteAllTextAsync(note, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), cancellationToken);
        File.Move(note, Path.Combine(folder, Waiting), overwrite: true);
        while (!File.Exists(Path.Combine(folder, Go))) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        return value;
    }

    /// <summary>The same, deaf to its token.</summary>
    [TaskFunction(Name = "patient.deaf", Version = "1")]
    public static Task<long> WaitDeafAsync(long value, string folder) => WaitAsync(value, folder, CancellationToken.None);

    /// <summary>The same, in the process after the first one: that one dies of it.</summary>
    [TaskFunction(Name = "patient.again", Version = "1")]
    public static async Task<long> DieOnceAsync(long value, string folder, CancellationToken cancellationToken)
    {
        var died = Path.Combine(folder, "died");
        if (File.Exists(died)) return await WaitAsync(value, folder, cancellationToken);
        await File.WriteAllTextAsync(died, "", cancellationToken);
        using var self = Process.GetCurrentProcess();
        self.Kill();
        return value;
    }
}
