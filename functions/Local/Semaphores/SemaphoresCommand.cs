using System.CommandLine;
using Serverless.Local.Client;

namespace Serverless.Local.Semaphores;

/// <summary><c>serverless semaphores</c>: look at and mend the tenant's semaphores.</summary>
internal static class SemaphoresCommand
{
    public static Command Create() => new("semaphores", "Semaphores of the tenant: how many leases, who holds them, who waits.") { List(), Show(), Set(), Acquire(), Release() };

    private static Command List() =>
        Verb("list", "All semaphores", [], [], async (semaphores, _, cancellationToken) => await semaphores.ListAsync(cancellationToken));

    private static Command Show()
    {
        var name = Name();
        return Verb("show", "One semaphore: its holders, and the first of those that wait", [name], [], (semaphores, parsed, cancellationToken) =>
            semaphores.ShowAsync(parsed.GetValue(name)!, cancellationToken));
    }

    private static Command Set()
    {
        var name = Name();
        var limit = new Option<int>("--limit") { Description = "Leases at once", Required = true, HelpName = "N" };
        var lease = new Option<TimeSpan?>("--lease") { Description = "How long an active lease lives without renewal, as 00:00:30", HelpName = "TIME" };
        var reservation = new Option<TimeSpan?>("--reservation") { Description = "How long a reservation waits for activation, as 00:02:00", HelpName = "TIME" };
        var resize = new Option<bool>("--resize") { Description = "Change the limit of a semaphore that has another" };
        return Verb("set", "Make a semaphore, or with --resize change its limit", [name], [limit, lease, reservation, resize], (semaphores, parsed, cancellationToken) =>
            semaphores.SetAsync(
                parsed.GetValue(name)!, new(parsed.GetValue(limit), parsed.GetValue(lease), parsed.GetValue(reservation), parsed.GetValue(resize)), cancellationToken));
    }

    private static Command Acquire()
    {
        var name = Name();
        var count = new Option<int>("--count") { Description = "Leases, all or none", DefaultValueFactory = _ => 1, HelpName = "N" };
        var priority = new Option<int>("--priority") { Description = "-100 to 100; higher goes first", HelpName = "N" };
        var timeout = new Option<TimeSpan?>("--timeout") { Description = "How long to wait; 0 takes what is free now; default: as long as it takes", HelpName = "TIME" };
        var time = new Option<TimeSpan>("--for") { Description = "How long the lease lives; nothing renews it", DefaultValueFactory = _ => TimeSpan.FromMinutes(10), HelpName = "TIME" };
        return Verb("acquire", "Take leases by hand, and print their ids for 'release'", [name], [count, priority, timeout, time], (semaphores, parsed, cancellationToken) =>
            semaphores.AcquireAsync(
                parsed.GetValue(name)!,
                parsed.GetValue(count),
                parsed.GetValue(priority),
                parsed.GetValue(timeout),
                parsed.GetValue(time),
                cancellationToken));
    }

    private static Command Release()
    {
        var name = Name();
        var lease = new Argument<string>("LEASE") { Description = "Its id" };
        var fence = new Option<long>("--fence") { Description = "The fencing number that 'acquire' printed", HelpName = "N" };
        var force = new Option<bool>("--force") { Description = "No matter who holds it. Its holder hears of it at its next renewal, and may work on until then" };
        return Verb("release", "Give a lease back", [name, lease], [fence, force], (semaphores, parsed, cancellationToken) =>
            semaphores.ReleaseAsync(parsed.GetValue(name)!, parsed.GetValue(lease)!, parsed.GetValue(fence), parsed.GetValue(force), cancellationToken));
    }

    private static Argument<string> Name() => new("NAME") { Description = "The semaphore" };

    private static Command Verb(
        string name, string description, IReadOnlyList<Argument> arguments, IReadOnlyList<Option> choices, Func<SemaphoreVerbs, ParseResult, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        foreach (var argument in arguments) command.Arguments.Add(argument);
        foreach (var choice in choices) command.Options.Add(choice);
        return HostedCommand.Over(command, async (connection, settings, parsed, cancellationToken) =>
        {
            await connection.RunSemaphoresAsync(cancellationToken);
            return await run(new SemaphoreVerbs(new SemaphoreApi(new JobApi(connection.Http)), settings.Output), parsed, cancellationToken);
        });
    }
}
