using Serverless.Execution.Programs.Folds;
using Serverless.Execution.Programs.Steps;
using Serverless.Execution.Values;
using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Planning.Snapshots;

namespace Serverless.Execution.Kinds;

/// <summary>
/// How nodes of one kind run. A kind is a class of this folder and one line of <see cref="KindRuns"/>; what its class does not say is what most kinds do.
/// </summary>
internal abstract class KindRun
{
    /// <summary>It runs in a task. What planning has done already, or what comes after all steps, does not.</summary>
    public virtual bool HasStep => true;

    /// <summary>Its one task sees all elements of a collection at once.</summary>
    public virtual bool SeesAll => false;

    /// <summary>Of a source: its elements are tables.</summary>
    public virtual bool GivesTables => false;

    /// <summary>The .NET type of its elements, or of its value; null where no method says it. Never asked where elements are only chosen.</summary>
    public virtual Type? ElementType(NodeBinding binding) => null;

    /// <summary>Of a source of values: its elements.</summary>
    /// <param name="node">The node.</param>
    /// <param name="wanted">The .NET type in which they are wanted.</param>
    /// <param name="resolve">Replaces references by the values of their nodes.</param>
    /// <param name="snapshot">What was found outside the document.</param>
    public virtual ValueSource Source(Node node, Type wanted, Func<GraphValue, GraphValue> resolve, JobSnapshot snapshot) =>
        throw new NotSupportedException($"'{node.Id}' ({node.Kind}) gives no values.");

    /// <summary>Of a node that runs on each element: its step, where it has no function; null: its function is the step.</summary>
    public virtual ValueStep? Step() => null;

    /// <summary>Of a node that makes one result of a group of values.</summary>
    public virtual ValueFold Fold(FoldScope scope) => throw new NotSupportedException($"'{scope.Node.Id}' ({scope.Node.Kind}) is no fold.");
}
