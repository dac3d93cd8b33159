using System.CommandLine;
using Microsoft.Extensions.Logging;
using Serverless.Graph.Validation;
using Serverless.Local.Host;
using Serverless.Local.Logging;

namespace Serverless.Local.Workers;

/// <summary><c>serverless worker</c>: runs units of one pool until it is told to stop.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        var pool = new Option<string>("--pool") { Description = "The pool, as jobs name it in placement", Required = true, HelpName = "NAME" };
        var slots = new Option<int>("--slots") { Description = "Units at once; default: one for each processor", DefaultValueFactory = _ => Environment.ProcessorCount, HelpName = "N" };
        var lifetime = new Option<TimeSpan?>("--lifetime") { Description = "Leaves after that long, as 01:00:00", HelpName = "TIME" };
        var idle = new Option<TimeSpan?>("--idle-exit") { Description = "Leaves when there was nothing to do for that long", HelpName = "TIME" };
        var lease = new Option<TimeSpan>("--lease") { Description = "How long a message stays with a worker that no longer renews it, 3 s or more", DefaultValueFactory = _ => TimeSpan.FromSeconds(30), HelpName = "TIME" };
        var permissions = new PermissionOptions();
        var options = new CommonOptions();
        var log = new LogOptions(LogLevel.Information);
        var command = new Command("worker", "Runs units of jobs that name its pool, until it is told to stop.") { pool, slots, lifetime, idle, lease };
        permissions.AddTo(command);
        options.AddTo(command);
        log.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var worker = new WorkerOptions
            {
                Pool = parsed.GetValue(pool)!,
                Slots = parsed.GetValue(slots),
                Lifetime = parsed.GetValue(lifetime),
                IdleExit = parsed.GetValue(idle),
                Lease = parsed.GetValue(lease),
            };
            worker.Check();
            // Documents come from elsewhere: none names files of this machine.
            var settings = options.Read(parsed) with { Permissions = permissions.Read(parsed), AllowLocalFiles = false };
            using var telemetry = LocalTelemetry.Start(isScraped: false);
            using var stop = new StopSignals();
            return await new WorkerProcess(settings.Telling(log.Read(parsed)), worker).RunAsync(stop.Token, cancellationToken);
        });
        return command;
    }
}

/// <summary>What a worker was started with.</summary>
internal sealed record WorkerOptions
{
    public required string Pool { get; init; }

    public required int Slots { get; init; }

    public TimeSpan? Lifetime { get; init; }

    public TimeSpan? IdleExit { get; init; }

    public required TimeSpan Lease { get; init; }

    /// <exception cref="InputException">Something of it cannot be.</exception>
    public void Check()
    {
        var problems = new List<string>();
        if (!PoolNames.Is(Pool)) problems.Add($"--pool: '{Pool}' is no pool's name: {PoolNames.Rule}.");
        if (Slots is < 1 or > 1024) problems.Add($"--slots: {Slots} is not from 1 to 1024.");
        if (Lifetime <= TimeSpan.Zero) problems.Add("--lifetime: it must be longer than nothing.");
        if (IdleExit <= TimeSpan.Zero) problems.Add("--idle-exit: it must be longer than nothing.");
        if (Lease < TimeSpan.FromSeconds(3) || Lease > TimeSpan.FromHours(1)) problems.Add("--lease: it must be from 3 seconds to an hour.");
        if (problems.Count > 0) throw new InputException(string.Join(Environment.NewLine, problems));
    }
}
