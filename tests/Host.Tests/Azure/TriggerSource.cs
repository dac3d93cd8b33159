using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Host.Tests.Azure;

/// <summary>One function of the Functions app, as its source says: a build of the app is not needed.</summary>
/// <param name="Name">As the portal shows it.</param>
/// <param name="Trigger">As in <c>HttpTrigger</c>.</param>
/// <param name="Arguments">Of the trigger's attribute.</param>
/// <param name="Body">Behind the arrow.</param>
internal sealed partial record TriggerSource(string Name, string Trigger, string Arguments, string Body)
{
    private static readonly Assembly[] Known = [typeof(Serverless.Logic.ActivityNames).Assembly, typeof(Serverless.Semaphores.SemaphoreNames).Assembly, typeof(Serverless.Api.Batch.BatchIntake).Assembly];

    public static IReadOnlyList<TriggerSource> All { get; } =
        [.. Directory.EnumerateFiles(RepositoryRoot.Of("functions", "Azure", "Triggers"), "*.cs").SelectMany(f => Read(File.ReadAllText(f))).OrderBy(t => t.Name, StringComparer.Ordinal)];

    public static IEnumerable<TriggerSource> Of(string trigger) => All.Where(t => t.Trigger == trigger);

    /// <summary>Method and template of an HTTP trigger, as in <c>GET /api/jobs/{id}</c>.</summary>
    public string Route
    {
        get
        {
            var match = RoutePattern().Match(Arguments);
            if (!match.Success) throw new InvalidDataException($"The trigger of '{Name}' names no method and route: {Arguments}");
            return string.Create(CultureInfo.InvariantCulture, $"{match.Groups["method"].Value.ToUpperInvariant()} /{match.Groups["route"].Value}");
        }
    }

    /// <summary>A literal as it is, a constant by its value.</summary>
    public static string Text(string expression)
    {
        if (expression.StartsWith('"')) return expression.Trim('"');
        var parts = expression.Split('.');
        var type = Known.SelectMany(a => a.GetTypes()).Single(t => t.Name == parts[0]);
        return (string)type.GetField(parts[1], BindingFlags.Public | BindingFlags.Static)!.GetRawConstantValue()!;
    }

    private static IEnumerable<TriggerSource> Read(string source) => FunctionPattern().Matches(source)
        .Select(m => new TriggerSource(Text(m.Groups["name"].Value), m.Groups["trigger"].Value, m.Groups["arguments"].Value, m.Groups["body"].Value.Trim()));

    [GeneratedRegex("""\[Function\((?<name>[^)]+)\)\]\s+public Task[^\s]* \w+\(\[(?<trigger>\w+Trigger)(\((?<arguments>[^\]]*)\))?\][^=]*=>(?<body>[^;]*);""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex FunctionPattern();

    [GeneratedRegex("""AuthorizationLevel\.Anonymous, "(?<method>\w+)", Route = "(?<route>[^"]+)"$""", RegexOptions.CultureInvariant)]
    private static partial Regex RoutePattern();
}
