using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Serverless.Api.Http;
using Serverless.Datasets;
using Serverless.Datasets.Versions;
using Serverless.Local.Hosting;
using Serverless.Supervision;

namespace Serverless.Local.Inspection;

/// <summary>What is done with one dataset: the verbs below <c>datasets</c>.</summary>
internal static class DatasetCommands
{
    public static Command History()
    {
        var id = new Argument<string>("DATASET") { Description = "Whose versions" };
        var limit = new Option<int>("--limit") { Description = "How many, the newest first", DefaultValueFactory = _ => 50 };
        return InspectionCommand.Over(new Command("history", "Lists the versions of a dataset: when, by which job, how many files came and went.") { id, limit }, async (settings, parsed, cancellationToken) =>
        {
            if (parsed.GetValue(limit) < 1) throw new InputException("--limit: at least 1.");
            await using var host = await HostRuntime.CreateAsync(settings, cancellationToken);
            try
            {
                var dataset = new DatasetId(parsed.GetValue(id)!);
                var changes = new List<DatasetChange>();
                await foreach (var change in host.Stores.Datasets.HistoryAsync(dataset, cancellationToken).Take(parsed.GetValue(limit))) changes.Add(change);
                if (changes.Count == 0 && !await host.Stores.Datasets.ExistsAsync(dataset, cancellationToken)) throw new InputException($"There is no dataset '{dataset}'. 'serverless datasets' lists them.");
                if (settings.Output == OutputFormat.Json) await StandardOutput.Out.WriteLineAsync(JsonSerializer.Serialize(changes, ApiJson.Indented));
                else foreach (var change in changes) await StandardOutput.Out.WriteLineAsync(Line(change));
                if (changes.Count == 0) await Console.Error.WriteLineAsync($"'{dataset}' has no log yet: its first write here begins one.");
                return ExitStatus.Done;
            }
            catch (Exception e) when (e is ArgumentException or DatasetException)
            {
                throw new InputException(ArgumentText.Of(e));
            }
        });
    }

    private static string Line(DatasetChange change)
    {
        var what = change.Mode is { } mode ? $"{change.Operation.ToLowerInvariant()} {mode}" : change.Operation.ToLowerInvariant();
        var by = change.Commit is { } commit ? $"  {commit}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{change.Version,6}  {change.Time:yyyy-MM-dd HH:mm:ss}Z  {what,-28}  +{change.Added} -{change.Removed} files{(change.ChangesSchema ? ", schema or settings" : "")}{by}");
    }

    public static Command Adopt()
    {
        var id = new Argument<string>("DATASET") { Description = "Whose manifest another program changed" };
        return InspectionCommand.Over(new Command("adopt", "Takes what another program, as kartothek, wrote into a dataset's manifest as its next version.") { id }, async (settings, parsed, cancellationToken) =>
        {
            await using var host = await HostRuntime.CreateAsync(settings, cancellationToken);
            try
            {
                var version = await host.Stores.Datasets.AdoptAsync(new DatasetId(parsed.GetValue(id)!), cancellationToken);
                await StandardOutput.Out.WriteLineAsync($"{version.Manifest.Id}: version {version.Number}, {version.Manifest.Partitions.Count:N0} partitions");
                return ExitStatus.Done;
            }
            catch (Exception e) when (e is ArgumentException or DatasetException)
            {
                throw new InputException(ArgumentText.Of(e));
            }
        });
    }
}
