using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Serverless.Graph.Parameters;
using Serverless.Local.Output;
using Serverless.Supervision;

namespace Serverless.Local.Client;

/// <summary><c>serverless outputs JOB [NAME]</c>: what a job made, printed or in files.</summary>
internal sealed class OutputsVerb(JobApi api, OutputFormat format)
{
    public static Command Create()
    {
        var job = new Argument<string>("JOB") { Description = "The job's id" };
        var name = new Argument<string?>("NAME") { Description = "One output; default: all", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("outputs", "Prints a job's outputs, or writes them into files.") { job, name };
        var export = new ExportOptions();
        export.AddTo(command);
        return HostedCommand.Over(
            command,
            (connection, settings, parsed, cancel) =>
            {
                var verb = new OutputsVerb(new JobApi(connection.Http), settings.Output);
                var (id, output) = (parsed.GetValue(job)!, parsed.GetValue(name));
                return export.Read(parsed) is { } into ? verb.SaveAsync(id, output, into, cancel) : verb.PrintAsync(id, output, cancel);
            },
            readsOnly: true);
    }

    /// <param name="id">Whose.</param>
    /// <param name="only">One output; null: all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The exit status.</returns>
    public Task<int> PrintAsync(string id, string? only, CancellationToken cancellationToken) => EachAsync(id, only, PrintAsync, cancellationToken);

    private Task<int> SaveAsync(string id, string? only, Export export, CancellationToken cancellationToken) =>
        EachAsync(id, only, (output, isAlone, cancel) => SaveAsync(output, export, isAlone, cancel), cancellationToken);

    private async Task<int> EachAsync(string id, string? only, Func<JobResult, bool, CancellationToken, Task> use, CancellationToken cancellationToken)
    {
        var all = await api.OutputsAsync(id, cancellationToken);
        if (all.TryGetProperty("params", out var values) && values.ValueKind == JsonValueKind.Object)
        {
            var given = values.EnumerateObject().ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
            await Console.Error.WriteLineAsync($"Job {id}: {ParameterView.LineOf(given)}");
        }
        var outputs = all.GetProperty("outputs").EnumerateArray().Select(JobResult.Of).ToList();
        // One that it does not have is refused by the host, which names those that it has.
        if (only is not null) outputs = [outputs.FirstOrDefault(o => o.Name == only) ?? JobResult.Unknown(id, only)];
        // Of a job that ended otherwise what is whole is worth seeing, and the rest is named.
        var mayLack = only is null && all.GetProperty("status").GetString() is "failed" or "cancelled";
        var status = ExitStatus.Done;
        foreach (var output in outputs)
        {
            try
            {
                await use(output, outputs.Count == 1, cancellationToken);
            }
            catch (InputException e) when (mayLack)
            {
                await Console.Error.WriteLineAsync(e.Message);
                status = ExitStatus.JobFailed;
            }
        }
        return status;
    }

    // The first page of a table: the whole of it goes into a file.
    private async Task PrintAsync(JobResult output, bool isAlone, CancellationToken cancellationToken)
    {
        using var response = await api.SendAsync(new HttpRequestMessage(HttpMethod.Get, output.Href), cancellationToken);
        using var json = await api.ReadBodyAsync(
            async cancel => await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancel), cancellationToken: cancel), cancellationToken);
        var rows = json.RootElement;
        await StandardOutput.Out.WriteLineAsync(
            format == OutputFormat.Json ? JsonSerializer.Serialize(new { name = output.Name, value = rows }) : $"{output.Name}: {rows.GetRawText()}");
        if (response.Headers.TryGetValues("X-Total-Rows", out var totals) && long.TryParse(totals.First(), CultureInfo.InvariantCulture, out var total)
            && total > rows.GetArrayLength())
        {
            await Console.Error.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"'{output.Name}' has {total:N0} rows; -o FILE writes all of them, here are {rows.GetArrayLength():N0}."));
        }
    }

    private async Task SaveAsync(JobResult output, Export export, bool isAlone, CancellationToken cancellationToken)
    {
        var path = isAlone && !Directory.Exists(export.Path)
            ? export.Path
            : Path.Combine(Directory.CreateDirectory(export.Path).FullName, $"{output.Name}.{(output.IsTable ? export.Extension : "json")}");
        var from = output.IsTable ? $"{output.Href}?format={export.Extension}" : output.Href;
        using var response = await api.SendAsync(new HttpRequestMessage(HttpMethod.Get, from), cancellationToken);
        await NewFile.WriteAsync(path, file => api.ReadBodyAsync(
            async cancel =>
            {
                await response.Content.CopyToAsync(file, cancel);
                return true;
            },
            cancellationToken));
        await Console.Error.WriteLineAsync($"output '{output.Name}' in '{path}'");
    }
}

/// <summary>An output, as the host lists it.</summary>
internal sealed record JobResult(string Name, string Kind, string Href)
{
    public bool IsTable => Kind == "table";

    public static JobResult Of(JsonElement listed) =>
        new(listed.GetProperty("name").GetString()!, listed.GetProperty("kind").GetString()!, listed.GetProperty("href").GetString()!);

    public static JobResult Unknown(string job, string name) => new(name, "value", $"/api/jobs/{Uri.EscapeDataString(job)}/outputs/{Uri.EscapeDataString(name)}");
}
