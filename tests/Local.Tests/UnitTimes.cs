using System.Globalization;
using System.Text;
using Serverless.Storage.Local;
using Serverless.Store.Events;

namespace Serverless.Local.Tests;

/// <summary>How long the units of a hub's jobs took, as their jobs' events tell. A unit that was killed tells nothing.</summary>
internal sealed class UnitTimes
{
    private readonly List<(string Node, double Seconds)> _units = [];
    private readonly List<(string Node, double Seconds)> _alone = [];

    public int Count => _units.Count + _alone.Count;

    public static async Task<UnitTimes> ReadAsync(string data)
    {
        var container = new LocalBlobAccount(data, TimeProvider.System).GetContainer("default");
        var log = new EventLog(container);
        var times = new UnitTimes();
        var jobs = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var blob in container.ListAsync("jobs/", default)) jobs.Add(blob.Name.Value.Split('/')[1]);
        foreach (var job in jobs)
        {
            var isolated = new HashSet<(int Stage, int Unit)>();
            for (var page = 0L; await log.ReadAsync(job, page, default) is { } read; page++)
            {
                foreach (var happened in read.Events)
                {
                    if (happened.Type is not ("unit.isolated" or "unit.ended")) continue;
                    var unit = (happened.Data.GetProperty("stage").GetInt32(), happened.Data.GetProperty("unit").GetInt32());
                    if (happened.Type == "unit.isolated")
                    {
                        isolated.Add(unit);
                        continue;
                    }
                    var report = happened.Data.GetProperty("report");
                    (isolated.Contains(unit) ? times._alone : times._units).Add((report.GetProperty("node").GetString()!, report.GetProperty("seconds").GetDouble()));
                }
            }
        }
        return times;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Line(text, "units", _units);
        Line(text, "units that ran alone, in a process of their own, because theirs was killed", _alone);
        foreach (var node in _units.GroupBy(u => u.Node.Split('[')[0], StringComparer.Ordinal)) Line(text, node.Key, [.. node]);
        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, List<(string Node, double Seconds)> units)
    {
        var sorted = units.Select(u => u.Seconds).Order().ToList();
        string At(double part) => sorted.Count == 0 ? "-" : sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * part)].ToString("F3", CultureInfo.InvariantCulture);
        var slow = sorted.Count(s => s >= 0.5);
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{name}: {sorted.Count} units, median {At(0.5)} s, 99 % {At(0.99)} s, longest {At(1)} s; {slow} took half a second or more.");
    }
}
