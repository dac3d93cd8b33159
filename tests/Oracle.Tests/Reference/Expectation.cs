using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Oracle.Tests.Running;

namespace Serverless.Oracle.Tests.Reference;

/// <summary>What a run of a document must come to.</summary>
internal abstract record Expectation
{
    /// <summary>Asks the reference.</summary>
    public static Expectation Of(JsonElement document, ReferenceTables tables, ReferenceWorld world)
    {
        tables.Begin();
        var run = new ReferenceRun(document, tables, world);
        try
        {
            var outputs = document.GetProperty("outputs").EnumerateArray().Select(o => o.GetString()!).ToList();
            return new Gives(outputs.ToDictionary(o => o, o => ExpectedOutput.Of(run.ResultOf(o), tables), StringComparer.Ordinal));
        }
        catch (ReferenceFailure e)
        {
            return new GivesNothing(e.Message, e is ReferenceRefusal);
        }
        catch (ReferenceDoubt e)
        {
            return new SaysNothing(e.Message);
        }
        catch (OverflowException e)
        {
            return new GivesNothing(e.Message, MustBeRefused: false);
        }
    }

    /// <summary>How an outcome differs; null: it is as it must be.</summary>
    public abstract Disagreement? DifferenceTo(Outcome outcome);
}

/// <summary>Results.</summary>
internal sealed record Gives(IReadOnlyDictionary<string, ExpectedOutput> Outputs) : Expectation
{
    public override Disagreement? DifferenceTo(Outcome outcome)
    {
        if (outcome is not Done done) return outcome switch
        {
            Refused refused => new Disagreement("refused", refused.Words),
            Failed failed => new Disagreement("failed", failed.Words),
            _ => new Disagreement("broken", ((Broken)outcome).What),
        };
        foreach (var (name, expected) in Outputs)
        {
            if (!done.Outputs.TryGetValue(name, out var output)) return new Disagreement("different", $"there is no output '{name}'");
            if (expected.DifferenceTo(output) is { } difference) return new Disagreement("different", $"output '{name}': {difference}");
        }
        return null;
    }
}

/// <summary>No results.</summary>
internal sealed record GivesNothing(string Why, bool MustBeRefused) : Expectation
{
    public override Disagreement? DifferenceTo(Outcome outcome) => outcome switch
    {
        Refused => null,
        Failed when !MustBeRefused => null,
        Failed failed => new Disagreement("failed-late", $"{failed.Words} (refused before anything runs: {Why})"),
        Broken broken => new Disagreement("broken", $"{broken.What} (in words: {Why})"),
        _ => new Disagreement("done", $"it says done; right is an error: {Why}"),
    };
}

/// <summary>Whatever comes, if it comes in words.</summary>
internal sealed record SaysNothing(string Why) : Expectation
{
    public override Disagreement? DifferenceTo(Outcome outcome) => outcome is Broken broken ? new Disagreement("broken", $"{broken.What} (in words, or not at all: {Why})") : null;
}

/// <summary>Product and reference do not say the same.</summary>
/// <param name="Kind">In one word.</param>
/// <param name="Text">What it said.</param>
internal sealed record Disagreement(string Kind, string Text)
{
    public Way Way { get; init; }

    /// <summary>Which of the runs of the document it was.</summary>
    public int Turn { get; init; }

    /// <summary>The document that ran.</summary>
    public JsonObject? Document { get; init; }

    /// <summary>How the host was set up.</summary>
    public string Setup { get; init; } = "";

    public override string ToString() => $"{Way} {Kind}: {Text}\n  {Document?.ToJsonString()}\n  on {Setup}";
}
