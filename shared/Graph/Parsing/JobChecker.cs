using Serverless.Graph.Checking;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Validation;
using Serverless.Graph.Writing;

namespace Serverless.Graph.Parsing;

/// <summary>Checks documents that were never text.</summary>
public static class JobChecker
{
    /// <summary>Checks a draft as a parsed text is checked: what comes back can be written and parsed again. Pure.</summary>
    /// <param name="draft">What is in it.</param>
    /// <param name="functions">The functions that it may name.</param>
    /// <param name="isStored">It was accepted before: what nothing does, or what is bound to fail, is passed over.</param>
    public static JobResult Check(JobDraft draft, FunctionCatalog functions, bool isStored = false)
    {
        var problems = new ProblemList();
        if (!isStored)
        {
            IdlePolicies.Check(draft, problems);
            PlacementRules.Check(draft, problems);
            HeldTogether.Check(draft, problems);
        }
        foreach (var node in draft.Nodes) NodeValueChecks.Check(node, problems);
        // One way of putting values in: that of documents that are text.
        if (!draft.Parameters.IsEmpty && problems.IsEmpty) return JobParser.Parse(JobWriter.ToUtf8(draft), functions, isStored);
        var document = new DocumentChecker(draft, functions, problems, isStored).Check();
        return new JobResult(problems.IsEmpty ? document : null, problems.Locate([]));
    }
}
