using System.CommandLine;
using Serverless.Api.Routes;
using Serverless.Supervision;

namespace Serverless.Local.Client;

/// <summary><c>serverless logs JOB [TASK]</c>: what tasks logged, also those that ended well.</summary>
internal static class LogsVerb
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var job = new Argument<string>("JOB") { Description = "The job's id" };
        var task = new Argument<string?>("TASK") { Description = "One task, as counts[3], or all of a node; default: all", Arity = ArgumentArity.ZeroOrOne };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what units log when they end, to the job's end" };
        var command = new Command("logs", "Prints what the tasks of a job logged: the last 200 lines of each unit that has ended, or recorded a part.") { job, task, follow };
        return HostedCommand.Over(
            command,
            (connection, settings, parsed, cancel) => RunAsync(new JobApi(connection.Http), settings.Output, parsed.GetValue(job)!, parsed.GetValue(task), parsed.GetValue(follow), cancel),
            readsOnly: true);
    }

    private static async Task<int> RunAsync(JobApi api, OutputFormat format, string job, string? task, bool follow, CancellationToken cancellationToken)
    {
        // Of each unit what was printed: a unit that goes on has more at its end.
        var printed = new Dictionary<(int Stage, int Unit), IReadOnlyList<string>>();
        while (true)
        {
            // First whether it has ended, then the lines: none that came before the end is missed.
            var isOver = !follow || (await api.GetAsync(job, cancellationToken)).HasEnded;
            for (int? first = 0; first is { } page;)
            {
                var logs = await api.LogsAsync(job, task, page, cancellationToken);
                foreach (var unit in logs.Units) await PrintAsync(unit, printed, format);
                first = logs.Next;
            }
            if (isOver) break;
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
        if (printed.Count == 0) await Console.Error.WriteLineAsync($"Nothing was logged{(task is null ? "" : $" by '{task}'")}. Tasks log by TaskContext.Log; lines are there when their unit has ended.");
        return ExitStatus.Done;
    }

    private static async Task PrintAsync(UnitLines unit, Dictionary<(int Stage, int Unit), IReadOnlyList<string>> printed, OutputFormat format)
    {
        var before = printed.GetValueOrDefault((unit.Stage, unit.Unit)) ?? [];
        printed[(unit.Stage, unit.Unit)] = unit.Lines;
        // Lines that made room for others are not there any more: then all that is there is new enough.
        var isGoingOn = before.Count <= unit.Lines.Count && before.SequenceEqual(unit.Lines.Take(before.Count), StringComparer.Ordinal);
        foreach (var line in isGoingOn ? unit.Lines.Skip(before.Count) : unit.Lines.Except(before, StringComparer.Ordinal))
        {
            if (format == OutputFormat.Json) await StandardOutput.Out.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(new { stage = unit.Stage, unit = unit.Unit, line }));
            else await StandardOutput.Out.WriteLineAsync(line);
        }
    }
}
