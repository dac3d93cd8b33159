using System.Globalization;
using System.Text;
using Serverless.Execution.Events;
using Serverless.Storage.Local;

namespace Serverless.Local.Tests;

/// <summary>How long the units of a hub's jobs took, as their jobs' events tell. A unit that was killed tells nothing.</summary>
internal sealed class UnitTimes
{
    private readonly List<(string Node, double Seconds)> _units = [];

    public int Count => _units.Count;

    public static async Task<UnitTimes> ReadAsync(string data)
    {
        var container = new LocalBlobAccount(data, TimeProvider.System).GetContainer("default");
        var log = new EventLog(container);
        var times = new UnitTimes();
        var jobs = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var blob in container.ListAsync("jobs/", default)) jobs.Add(blob.Name.Value.Split('/')[1]);
        foreach (var job in jobs)
        {
            for (var page = 0L; await log.ReadAsync(job, page, default) is { } read; page++)
            {
                foreach (var ended in read.Events.Where(e => e.Type == "unit.ended").Select(e => e.Data.GetProperty("report")))
                    times._units.Add((ended.GetProperty("node").GetString()!, ended.GetProperty("seconds").GetDouble()));
            }
        }
        return times;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Line(text, "all units", _units);
        foreach (var node in _units.GroupBy(u => u.Node.Split('[')[0], StringComparer.Ordinal)) Line(text, node.Key, [.. node]);
        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, List<(string Node, double Seconds)> units)
    {
        var sorted = units.Select(u => u.Seconds).Order().ToList();
        string At(double part) => sorted.Count == 0 ? "-" : sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * part)].ToString("F3", CultureInfo.InvariantCulture);
        text.AppendLine(CultureInfo.InvariantCulture, $"{name}: {sorted.Count} units, median {At(0.5)} s, 99 % {At(0.99)} s, longest {At(1)} s; {sorted.Count(s => s >= 0.5)} took half a second or more.");
    }
}
