using System.Text.Json;
using Serverless.Engine.Repair;
using Serverless.Supervision;

namespace Serverless.Local.Repair;

/// <summary>One <c>repair</c>: looks first, always says what it found, and mends only on request.</summary>
internal sealed class HubRepairing(HostSettings settings)
{
    /// <summary>Ids shown of each kind; the JSON output has them all.</summary>
    private const int Shown = 20;

    /// <returns>The exit status: 0 when the hub is sound or mended, 3 while it is damaged.</returns>
    public async Task<int> RunAsync(bool mend, CancellationToken cancellationToken)
    {
        var folder = HostSettings.HubFolderOf(settings.DataFolder);
        if (!Directory.Exists(folder)) throw new InputException($"There is no hub in '{settings.DataFolder}': no folder '{folder}'. Name the --data folder of 'run' or 'host'.");
        var report = mend ? HubRepair.Mend(folder, cancellationToken: cancellationToken) : HubRepair.Inspect(folder, cancellationToken: cancellationToken);
        if (settings.Output == OutputFormat.Json) await StandardOutput.Out.WriteLineAsync(JsonSerializer.Serialize(View(report, mend), JsonSerializerOptions.Web));
        else await PrintAsync(report, mend);
        return report is null || mend ? ExitStatus.Done : ExitStatus.PlatformFailed;
    }

    private static object View(RepairReport? report, bool mended) => report is null
        ? new { sound = true }
        : new
        {
            sound = false,
            mended,
            file = report.File,
            offset = report.Offset,
            what = report.What,
            canMend = report.CanMend,
            lostFrames = report.LostFrames,
            lostInstances = report.LostInstances.Select(i => i.Value),
            lostEntities = report.LostEntities.Select(e => e.ToString()),
        };

    private static async Task PrintAsync(RepairReport? report, bool mended)
    {
        if (report is null)
        {
            await StandardOutput.Out.WriteLineAsync("The hub is sound: nothing to mend.");
            return;
        }
        await StandardOutput.Out.WriteLineAsync($"Damaged: {report.File} at offset {report.Offset}: {report.What}");
        if (!report.CanMend)
        {
            await StandardOutput.Out.WriteLineAsync("It cannot be mended: the log before this file is gone. Keep the folder, start a new --data, and submit the jobs again: results that are recorded in blob storage are found, not computed again.");
            return;
        }
        await StandardOutput.Out.WriteLineAsync($"{(mended ? "Lost" : "Mending loses")}: {report.LostFrames} later records that are sound, and what stood in the damaged bytes.");
        await PrintIdsAsync("orchestrations", report.LostInstances.Select(i => i.Value).ToList());
        await PrintIdsAsync("entities", report.LostEntities.Select(e => e.ToString()).ToList());
        await StandardOutput.Out.WriteLineAsync(mended
            ? "Mended: the log ends before the damage. What was set aside has names that end in .lost."
            : "Nothing was changed. 'serverless repair --yes' mends. Finished results are in blob storage and are not touched: jobs go on, or are submitted again, and find them.");
    }

    private static async Task PrintIdsAsync(string what, List<string> ids)
    {
        if (ids.Count == 0) return;
        await StandardOutput.Out.WriteLineAsync($"  {ids.Count} {what} go back to an earlier state or are forgotten:");
        foreach (var id in ids.Take(Shown)) await StandardOutput.Out.WriteLineAsync($"    {id}");
        if (ids.Count > Shown) await StandardOutput.Out.WriteLineAsync($"    and {ids.Count - Shown} more");
    }
}
