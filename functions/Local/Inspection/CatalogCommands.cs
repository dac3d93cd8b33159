using System.CommandLine;
using System.Text.Json;
using Serverless.Api.Http;
using Serverless.Datasets;
using Serverless.Datasets.Versions;
using Serverless.Local.Hosting;
using Serverless.Local.Output;
using Serverless.Supervision;

namespace Serverless.Local.Inspection;

/// <summary><c>functions</c> and <c>datasets</c>: what a document may name.</summary>
internal static class CatalogCommands
{
    public static Command Functions() => InspectionCommand.Over(
        new Command("functions", "Lists the functions that documents may name: built-ins, and those of --functions."),
        async (settings, _, cancellationToken) =>
        {
            await using var host = await HostRuntime.CreateAsync(settings, cancellationToken);
            var functions = host.Functions.Functions;
            if (settings.Output == OutputFormat.Json)
            {
                var list = functions.Select(f => new { f.Name, f.Version, f.Kind, Parameters = f.Parameters.Select(p => new { p.Name, Type = p.Type.ToString(), p.Optional }), Result = f.Result.ToString(), f.Impure });
                await StandardOutput.Out.WriteLineAsync(JsonSerializer.Serialize(list, ApiJson.Indented));
                return ExitStatus.Done;
            }
            foreach (var f in functions)
            {
                var parameters = string.Join(", ", f.Parameters.Select(p => $"{p.Name}: {p.Type}{(p.Optional ? " (optional)" : "")}"));
                await StandardOutput.Out.WriteLineAsync($"{f.Name}({parameters}) -> {f.Result}  version {f.Version}{(f.Impure ? ", impure" : "")}");
            }
            return ExitStatus.Done;
        });

    public static Command Datasets()
    {
        var id = new Argument<string?>("DATASET") { Description = "One of them: its keys, partitions and files", Arity = ArgumentArity.ZeroOrOne };
        return InspectionCommand.Over(new Command("datasets", "Lists the datasets, or shows one.") { id, DatasetCommands.Adopt(), DatasetCommands.History() }, async (settings, parsed, cancellationToken) =>
        {
            await using var host = await HostRuntime.CreateAsync(settings, cancellationToken);
            var store = host.Stores.Datasets;
            if (parsed.GetValue(id) is { } name)
            {
                await ShowAsync(store, name, settings.Output, cancellationToken);
                return ExitStatus.Done;
            }
            var names = await store.ListAsync(cancellationToken);
            if (settings.Output == OutputFormat.Json) await StandardOutput.Out.WriteLineAsync(JsonSerializer.Serialize(names, ApiJson.Indented));
            else foreach (var dataset in names) await StandardOutput.Out.WriteLineAsync(dataset);
            return ExitStatus.Done;
        });
    }

    private static async Task ShowAsync(DatasetStore store, string name, OutputFormat format, CancellationToken cancellationToken)
    {
        var version = await FindAsync(store, name, cancellationToken) ?? throw new InputException($"There is no dataset '{name}'. 'serverless datasets' lists them.");
        var manifest = version.Manifest;
        var sizes = await store.FilesAsync(manifest.Id, cancellationToken);
        var files = manifest.Partitions.Values.SelectMany(p => p.Files.Values).ToList();
        var bytes = files.Sum(f => sizes.GetValueOrDefault(f)?.Length ?? 0);
        if (format == OutputFormat.Json)
        {
            var shown = new { Id = name, manifest.PartitionKeys, Partitions = manifest.Partitions.Count, Files = files.Count, Bytes = bytes, Labels = manifest.Partitions.Keys };
            await StandardOutput.Out.WriteLineAsync(JsonSerializer.Serialize(shown, ApiJson.Indented));
            return;
        }
        var keys = manifest.PartitionKeys.Length > 0 ? string.Join(", ", manifest.PartitionKeys) : "none";
        await StandardOutput.Out.WriteLineAsync($"{name}: {manifest.Partitions.Count:N0} partitions, {files.Count:N0} files, {Size.Text(bytes)}, partition keys: {keys}");
        foreach (var label in manifest.Partitions.Keys) await StandardOutput.Out.WriteLineAsync($"  {label}");
    }

    private static async Task<DatasetVersion?> FindAsync(DatasetStore store, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindAsync(new DatasetId(name), cancellationToken);
        }
        catch (Exception e) when (e is ArgumentException or DatasetException)
        {
            throw new InputException(ArgumentText.Of(e));
        }
    }
}
