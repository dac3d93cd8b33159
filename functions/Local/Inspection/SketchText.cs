using System.Text;
using Serverless.Graph.Parsing;

namespace Serverless.Local.Inspection;

/// <summary>Languages that a graph is drawn in.</summary>
internal enum GraphLanguage
{
    /// <summary>A flowchart of Mermaid, which Markdown viewers draw.</summary>
    Mermaid,

    /// <summary>DOT, which Graphviz draws.</summary>
    Dot,
}

/// <summary>The nodes of a document, as a text that other programs draw. Dotted: it only comes after.</summary>
internal static class SketchText
{
    public static string Of(DocumentSketch sketch, GraphLanguage language) => language == GraphLanguage.Mermaid ? Mermaid(sketch) : Dot(sketch);

    private static string Mermaid(DocumentSketch sketch)
    {
        var ids = Ids(sketch);
        var text = new StringBuilder("flowchart LR\n");
        foreach (var node in sketch.Nodes)
        {
            var (open, close) = sketch.Outputs.Contains(node.Name, StringComparer.Ordinal) ? ("([", "])") : ("[", "]");
            text.Append("    ").Append(ids[node.Name]).Append(open).Append('"').AppendJoin("<br/>", Lines(node).Select(MermaidText)).Append('"').Append(close).Append('\n');
        }
        foreach (var (from, to, isOrder) in Edges(sketch, ids)) text.Append($"    {from} {(isOrder ? "-.->" : "-->")} {to}\n");
        return text.ToString();
    }

    private static string Dot(DocumentSketch sketch)
    {
        var ids = Ids(sketch);
        var text = new StringBuilder("digraph job {\n    rankdir=LR;\n    node [shape=box];\n");
        foreach (var node in sketch.Nodes)
        {
            var shape = sketch.Outputs.Contains(node.Name, StringComparer.Ordinal) ? ", style=rounded" : "";
            text.Append("    ").Append(ids[node.Name]).Append(" [label=\"").AppendJoin("\\n", Lines(node).Select(DotText)).Append($"\"{shape}];\n");
        }
        foreach (var (from, to, isOrder) in Edges(sketch, ids)) text.Append($"    {from} -> {to}{(isOrder ? " [style=dotted]" : "")};\n");
        return text.Append("}\n").ToString();
    }

    // Names may hold anything: what goes into the text as a name is a number.
    private static Dictionary<string, string> Ids(DocumentSketch sketch) =>
        sketch.Nodes.Select((node, i) => (node.Name, i)).ToDictionary(n => n.Name, n => FormattableString.Invariant($"n{n.i}"), StringComparer.Ordinal);

    private static IEnumerable<(string From, string To, bool IsOrder)> Edges(DocumentSketch sketch, Dictionary<string, string> ids)
    {
        foreach (var node in sketch.Nodes)
        {
            foreach (var input in node.Inputs.Where(ids.ContainsKey)) yield return (ids[input], ids[node.Name], false);
            foreach (var before in node.After.Where(ids.ContainsKey)) yield return (ids[before], ids[node.Name], true);
        }
    }

    private static IEnumerable<string> Lines(SketchedNode node) => [node.Name, node.What is null ? node.Kind : $"{node.Kind}: {node.What}"];

    private static string MermaidText(string text)
    {
        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '.' or '_' or '-' or ':' or '/') escaped.Append(rune);
            else escaped.Append(System.Globalization.CultureInfo.InvariantCulture, $"#{rune.Value};");
        }
        return escaped.ToString();
    }

    private static string DotText(string text) =>
        text.ReplaceLineEndings(" ").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
