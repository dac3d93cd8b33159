using System.CommandLine;
using Serverless.Datasets;
using Serverless.Local.Hosting;
using Serverless.Supervision;

namespace Serverless.Local.Inspection;

/// <summary>What is done with one dataset: the verbs below <c>datasets</c>.</summary>
internal static class DatasetCommands
{
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
