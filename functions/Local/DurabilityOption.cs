using System.CommandLine;
using Serverless.Engine;

namespace Serverless.Local;

/// <summary><c>--durability</c>, for the verbs that run jobs.</summary>
internal static class DurabilityOption
{
    public static Option<Durability> Create() => new("--durability")
    {
        Description =
            "When a step counts as done. fsync: when it is on the disk; nothing acknowledged is ever lost. "
            + "flush: when the operating system has it; quicker on slow disks, and a killed process still loses nothing, "
            + "but a power cut or a crash of the system loses the last seconds, and the hub may then need 'serverless repair'. Results in blob storage stay",
        DefaultValueFactory = _ => Durability.Fsync,
        HelpName = "fsync|flush",
    };
}
