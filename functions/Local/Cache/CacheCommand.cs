using System.CommandLine;
using Serverless.Activities.Cache;
using Serverless.Graph.Validation;
using Serverless.Local.Inspection;
using Serverless.Local.Output;
using Serverless.Store.Cache;

namespace Serverless.Local.Cache;

/// <summary><c>serverless cache</c>: look at recorded results, ask why something ran, forget and collect.</summary>
internal static class CacheCommand
{
    public static Command Create() => new("cache", "Recorded results of the tenant: what a job found or made, why a node ran, what is dropped and collected.") { Show(), Why(), Drop(), Collect() };

    private static Command Show()
    {
        var job = Job();
        return Verb("show", "What is recorded of a job's results: tasks, bytes, seconds, and which jobs made them", [job], [], (verbs, parsed, cancellationToken) =>
            verbs.ShowAsync(parsed.GetValue(job)!, cancellationToken));
    }

    private static Command Why()
    {
        var (job, node) = (Job(), Node());
        return Verb("why", "Why a node ran: which part of its token, or of one before it, differs from the last job of the same name", [job, node], [], (verbs, parsed, cancellationToken) =>
            verbs.WhyAsync(parsed.GetValue(job)!, parsed.GetValue(node)!, cancellationToken));
    }

    private static Command Drop()
    {
        var (job, node) = (Job(), Node());
        return Verb("drop", "Forget what is recorded of a node: the next job that wants it makes it again, and the collector deletes it", [job, node], [], (verbs, parsed, cancellationToken) =>
            verbs.DropAsync(parsed.GetValue(job)!, parsed.GetValue(node)!, cancellationToken));
    }

    private static Command Collect()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be deleted" };
        var budget = new Option<string?>("--budget") { Description = $"Bytes that the tenant may keep, as 50GiB; default: {CacheOptions.BudgetVariable}, else 50GiB", HelpName = "SIZE" };
        return Verb(
            "collect",
            "Delete what no job holds and the budget does not allow, what nothing refers to, and jobs that ended 30 days ago; a host does this every six hours",
            [],
            [dryRun, budget],
            (verbs, parsed, cancellationToken) => verbs.CollectAsync(parsed.GetValue(dryRun), parsed.GetValue(budget), cancellationToken));
    }

    private static Argument<string> Job() => new("JOB") { Description = "The job's id" };

    private static Argument<string> Node() => new("NODE") { Description = "The node's name in the document" };

    private static Command Verb(
        string name, string description, IReadOnlyList<Argument> arguments, IReadOnlyList<Option> choices, Func<CacheVerbs, ParseResult, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        foreach (var argument in arguments) command.Arguments.Add(argument);
        foreach (var choice in choices) command.Options.Add(choice);
        return InspectionCommand.Over(command, async (settings, parsed, cancellationToken) =>
        {
            try
            {
                return await CacheVerbs.RunAsync(settings, verbs => run(verbs, parsed, cancellationToken), cancellationToken);
            }
            catch (JobInvalidException e)
            {
                throw new InputException($"The job's document does not fit the functions here; name them with --functions.\n{JobProblems.Format(e.Problems, "document")}");
            }
            catch (Exception e) when (e is CacheQuestionException or FormatException)
            {
                throw new InputException(ArgumentText.Of(e));
            }
        });
    }
}
