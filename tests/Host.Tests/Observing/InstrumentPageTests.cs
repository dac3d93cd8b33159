using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Host.Tests.Observing;

/// <summary>docs/architecture/observability.md lists what is measured: all of it, with unit and meaning, and nothing else.</summary>
public sealed partial class InstrumentPageTests
{
    private static readonly string[] Measuring = ["Serverless.Engine", "Serverless.Logic", "Serverless.Activities", "Serverless.Execution", "Serverless.Store", "Serverless.Api"];

    [Fact]
    public void Page_AndCode_ListTheSameInstruments()
    {
        var page = Row().Matches(File.ReadAllText(RepositoryRoot.Of("docs", "architecture", "observability.md")))
            .Select(m => $"{m.Groups["meter"].Value} {m.Groups["name"].Value} {m.Groups["kind"].Value} {m.Groups["unit"].Value}: {m.Groups["meaning"].Value}")
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.NotEmpty(page);
        Assert.Equal(page, Instruments().Select(i => $"{i.Meter.Name} {i.Name} {KindOf(i)} {i.Unit ?? "-"}: {i.Description}").Order(StringComparer.Ordinal));
    }

    private static List<Instrument> Instruments()
    {
        var found = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name.StartsWith("Serverless.", StringComparison.Ordinal)) found.Add(instrument);
        };
        listener.Start();
        foreach (var type in Measuring.SelectMany(a => Assembly.Load(a).GetTypes()).Where(t => t.Name.EndsWith("Instruments", StringComparison.Ordinal)))
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        return found;
    }

    private static string KindOf(Instrument instrument)
    {
        var name = instrument.GetType().Name;
        return name.StartsWith("Observable", StringComparison.Ordinal) ? name["Observable".Length..].Split('`')[0].ToLowerInvariant() : name.Split('`')[0].ToLowerInvariant();
    }

    // | `Serverless.Api` | `serverless.jobs.submitted` | counter | {job} | Jobs that … |
    [GeneratedRegex("""^\| `(?<meter>Serverless\.\w+)` \| `(?<name>[\w.]+)` \| (?<kind>\w+) \| (?<unit>\S+) \| (?<meaning>.+?) \|""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
