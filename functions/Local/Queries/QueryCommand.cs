using System.CommandLine;
using Serverless.Activities.Eager;
using Serverless.Datasets;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;
using Serverless.Jobs;
using Serverless.Local.Hosting;
using Serverless.Local.Inspection;
using Serverless.Local.Output;
using Serverless.Local.Run;

namespace Serverless.Local.Queries;

/// <summary><c>serverless query SQL</c>: a look at datasets without a job document. It runs in this process, beside whoever has the hub.</summary>
internal static class QueryCommand
{
    public static Command Create()
    {
        var sql = new Argument<string>("SQL") { Description = "One SELECT; datasets are tables by their names, $NAME is a parameter" };
        var command = new Command("query", "Runs a query over datasets, as \"SELECT shop, sum(amount) FROM sales WHERE day = $day GROUP BY shop\" --param day=2026-11-30.") { sql };
        var parameters = new ParameterOptions();
        var export = new ExportOptions();
        parameters.AddTo(command);
        export.AddTo(command);
        return InspectionCommand.Over(command, (settings, parsed, cancellationToken) =>
        {
            var query = parsed.GetValue(sql)!;
            if (query.AsSpan().Trim().IsEmpty) throw new InputException("The query is empty.");
            return RunAsync(settings with { Export = export.Read(parsed) }, query, parameters.Read(parsed), cancellationToken);
        });
    }

    private static async Task<int> RunAsync(HostSettings settings, string sql, Graph.Parameters.GivenParameters given, CancellationToken cancellationToken)
    {
        await using var host = await HostRuntime.CreateAsync(settings, cancellationToken);
        var datasets = await host.Stores.Datasets.ListAsync(cancellationToken);
        var bytes = given.PutInto(QueryDocument.Of(sql, datasets, given.Texts));
        var started = System.Diagnostics.Stopwatch.StartNew();
        var job = new JobKey(settings.Tenant, JobId.New(TimeProvider.System));
        try
        {
            var document = EagerRun.Private(JobParser.Parse(bytes, host.Functions).Require(), host);
            var outcome = CallingThread.Run(() => host.Parts.Eager().RunAsync(job, document, null, cancellationToken));
            if (outcome.Failures is [var failure, ..]) throw new InputException(WordsOf(failure.Message, datasets));
            return await new Report(host, settings, document, job, FoundWork.Nothing, started.Elapsed).PrintAsync(outcome, withOutputs: true, cancellationToken);
        }
        catch (JobInvalidException e)
        {
            // Places in a document that nobody wrote say nothing.
            throw new InputException(string.Join('\n', e.Problems.Select(p => p.Suggestion is { } nearest ? $"{p.Message} Perhaps '{nearest}'?" : p.Message)));
        }
        catch (DatasetException e)
        {
            throw new InputException(e.Message);
        }
    }

    // Behind the task and the function, which are the query's own.
    private static string WordsOf(string message, IReadOnlyList<string> datasets)
    {
        var at = message.IndexOf("): ", StringComparison.Ordinal);
        var words = at < 0 ? message : message[(at + 3)..];
        if (!words.Contains("Table with name", StringComparison.Ordinal)) return words;
        return $"{words}\n{(datasets.Count == 0 ? "There are no datasets here yet." : $"Datasets here: {string.Join(", ", datasets)}.")}";
    }
}
