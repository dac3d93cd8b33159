using System.Text;
using Serverless.Api.Explaining;
using Serverless.Graph.Parameters;

namespace Serverless.Local.Inspection;

/// <summary>A plan for people: a line for what runs together, in the order in which it runs.</summary>
internal static class ExplanationText
{
    private static readonly string[] Head = ["stored", "runs together", "from", "gives", "tasks", "to run", "units"];

    public static string Of(JobExplanation explanation)
    {
        var text = new StringBuilder();
        text.Append($"{explanation.Name}: {Count(explanation.Tasks)} tasks in {Count(explanation.Units)} units to run");
        if (explanation.FoundTasks > 0) text.Append($", {explanation.FoundTasks:N0} tasks found finished");
        text.Append('\n');
        if (ParameterView.LineOf(explanation.Params) is { Length: > 0 } values) text.Append("  ").Append(values).Append('\n');
        var rows = new List<string[]> { Head };
        rows.AddRange(explanation.Pipelines.Select(p => new[]
        {
            p.Title, string.Join(" + ", p.Nodes), string.Join(", ", p.From), p.Result, p.Tasks.ToString("N0"), p.MissingTasks.ToString("N0"), p.Units.ToString("N0"),
        }));
        rows.AddRange(explanation.Unknown.Select(n => new[] { n, "?", "?", "?", "?", "?", "?" }));
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in rows) text.Append("  ").Append(string.Join("  ", row.Select((cell, c) => c < FirstNumber ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd()).Append('\n');
        foreach (var pipeline in explanation.Pipelines.Where(p => p.Layout is not null)) text.Append($"  {pipeline.Title}: {pipeline.Layout}.\n");
        text.Append(Impure(explanation.Pipelines));
        text.Append(Speculated(explanation.Pipelines));
        return text.ToString();
    }

    private static string Impure(IReadOnlyList<ExplainedPipeline> pipelines)
    {
        var own = pipelines.Where(p => p.Impure.Count > 0).ToList();
        if (own.Count == 0) return "";
        var names = own.Take(MaxNames).Select(p => $"{p.Title} ({string.Join(", ", p.Impure)})");
        return $"  Run in every job, and what is made of them too: {string.Join(", ", names)}{(own.Count > MaxNames ? $" and {own.Count - MaxNames} more" : "")}. Impure functions may give something else the next time.\n";
    }

    private static string Speculated(IReadOnlyList<ExplainedPipeline> pipelines)
    {
        var once = pipelines.Where(p => !p.MaySpeculate).Select(p => p.Title).ToList();
        if (once.Count == pipelines.Count) return "";
        var names = once.Count == 0 ? "" : $"; not of {string.Join(", ", once.Take(MaxNames))}{(once.Count > MaxNames ? $" and {once.Count - MaxNames} more" : "")}";
        return $"  Units that take three times as long as others like them, and 10 s at least, are started a second time on an idle slot{names}.\n";
    }

    private const int FirstNumber = 4;
    private const int MaxNames = 8;

    private static string Count(long? count) => count?.ToString("N0") ?? "?";
}
