using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using Serverless.Graph.Checking;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Grammar;
using Serverless.Graph.Parameters;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parsing;

/// <summary>Job documents from JSON.</summary>
public static class JobParser
{
    internal static PropertySet Properties { get; } = new("version", "name", "nodes", "outputs", "policy", "after", "$schema", ParameterReader.Declarations, ParameterReader.Given);

    /// <summary>Parses and checks a document. Pure; safe on any bytes.</summary>
    /// <param name="utf8">The text; a byte order mark is passed over. It may have what <see cref="RelaxedJson"/> allows.</param>
    /// <param name="functions">The functions that the document may name.</param>
    /// <param name="isStored">The document was accepted before, perhaps by another build: what nothing does, or what is bound to fail, is passed over.</param>
    /// <returns>The document, or every problem that it has; text that is not JSON has one.</returns>
    public static JobResult Parse(ReadOnlySpan<byte> utf8, FunctionCatalog functions, bool isStored = false)
    {
        utf8 = RelaxedJson.WithoutMark(utf8);
        var problems = new ProblemList();
        if (CheckEncoding(utf8, problems)) return new JobResult(null, problems.Locate(utf8));
        var unfit = new ProblemList();
        ParameterPass pass;
        JobDraft? draft;
        try
        {
            if (HalfPairs.Check(utf8, problems)) return new JobResult(null, problems.Locate(utf8));
            pass = ParameterPass.Run(utf8, unfit);
            draft = ReadDraft(pass.Utf8 ?? utf8, problems);
        }
        catch (JsonException e)
        {
            // Looked at then only: most documents have no comments, and are large.
            return RelaxedJson.Plain(utf8) is { } plain ? Parse(plain, functions, isStored) : new JobResult(null, [NotJson(e)]);
        }
        if (draft is not null && !isStored)
        {
            IdlePolicies.Check(draft, problems);
            PlacementRules.Check(draft, problems);
            HeldTogether.Check(draft, problems);
        }
        var document = draft is null ? null : new DocumentChecker(draft with { Parameters = pass.Parameters.Declared }, functions, problems, isStored).Check();
        if (pass.Edits is null && unfit.IsEmpty) return new JobResult(problems.IsEmpty ? document : null, problems.Locate(utf8));
        var found = unfit.Locate(utf8).AddRange(pass.Edits is null ? problems.Locate(utf8) : problems.Locate(pass.Utf8, utf8, pass.Edits));
        return new JobResult(found.IsEmpty ? document : null, [.. found.OrderBy(p => p.Line).ThenBy(p => p.Column)]);
    }

    private static JobDraft? ReadDraft(ReadOnlySpan<byte> utf8, ProblemList problems)
    {
        var reader = new DocumentReader(utf8, problems);
        reader.Json.Read();
        if (!reader.BeginObject("A job document"))
        {
            reader.Json.Read();
            return null;
        }
        var draft = new JobDraft { Name = "", Nodes = [] };
        ulong seen = 0;
        while (reader.NextProperty(Properties, ref seen, "a job document", out var property))
        {
            switch (Properties.Names[property])
            {
                case "version": Version(ref reader); break;
                case "name": draft = draft with { Name = reader.String("name") ?? "" }; break;
                case "nodes": draft = draft with { Nodes = Nodes(ref reader) }; break;
                case "outputs": draft = draft with { Outputs = OverParser.Names(ref reader, "outputs") }; break;
                case "policy": draft = draft with { Policy = PolicyParser.Read(ref reader) }; break;
                case "after": draft = draft with { After = reader.Strings("after") }; break;
                // Read before, with their values put where they are used.
                case ParameterReader.Declarations or ParameterReader.Given: reader.Json.Skip(); break;
                // For editors; means nothing to us.
                default: reader.String("$schema"); break;
            }
            reader.Leave();
        }
        for (var i = 0; i < 4; i++)
        {
            var name = Properties.Names[i];
            if ((seen >> i & 1) == 0) problems.Add(ProblemRules.Missing, JsonPath.Root, $"A job document needs '{name}'{(name == "version" ? ": write \"version\": 1" : "")}.");
        }
        reader.Json.Read();
        return (seen & 4) == 0 ? null : draft;
    }

    private static void Version(ref DocumentReader reader)
    {
        if (reader.Integer("version", Bounds.None) is { } version && version != JobDocument.CurrentVersion)
            reader.Problem(ProblemRules.Version, $"This program reads version {JobDocument.CurrentVersion} of the job document, not {version}.", "1");
    }

    private static ImmutableArray<Node> Nodes(ref DocumentReader reader)
    {
        if (!reader.BeginObject("nodes")) return [];
        var nodes = ImmutableArray.CreateBuilder<Node>();
        var parser = new NodeParser();
        while (reader.NextEntry(out var name))
        {
            if (!Names.IsNode(name)) reader.Problem(ProblemRules.Name, $"'{name}' is no node name: {Names.NodeRule}.");
            var id = NodeId.Trusted(name);
            nodes.Add(parser.Read(ref reader, id) ?? new InvalidNode { Id = id });
            reader.Leave();
        }
        return nodes.DrainToImmutable();
    }

    private static bool CheckEncoding(ReadOnlySpan<byte> utf8, ProblemList problems)
    {
        if (Utf8.IsValid(utf8)) return false;
        var at = 0;
        while (System.Text.Rune.DecodeFromUtf8(utf8[at..], out _, out var read) == System.Buffers.OperationStatus.Done) at += read;
        problems.Add(ProblemRules.Json, JsonPath.Root, "The text is not UTF-8: save the file in the encoding UTF-8.", offset: at);
        return true;
    }

    private static Problem NotJson(JsonException e)
    {
        var message = e.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return new Problem
        {
            Path = "$",
            Rule = ProblemRules.Json,
            Line = (int?)e.LineNumber + 1,
            Column = (int?)e.BytePositionInLine + 1,
            Message = $"The text is not JSON: {(end < 0 ? message : message[..end])}",
        };
    }
}
