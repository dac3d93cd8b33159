using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Graph.Kinds;
using Serverless.Graph.Tokens;

namespace Serverless.Planning.Kinds;

/// <summary>
/// What planning knows of one kind of node. A kind is a class of this folder and one line of <see cref="KindPlans"/>; what its class does not say is what most
/// kinds are.
/// </summary>
internal abstract class KindPlan
{
    /// <summary>What a node of the kind is to the tasks around it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="binding">What its names mean.</param>
    /// <param name="isWhole">Its collections have all of their elements: no filter left gaps.</param>
    public abstract NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole);

    /// <summary>What it does to gaps that a filter left: elements keep their index, so that those of one filter go together.</summary>
    public virtual GapRule Gaps => GapRule.Closes;

    /// <summary>Whether its results are tables.</summary>
    public virtual TableRule Tables => TableRule.Never;

    /// <summary>Of a fold: its result is a list of elements, and not one value.</summary>
    public virtual bool FoldsToList => false;

    /// <summary>Of a source: its elements stand in the document and may refer to other nodes.</summary>
    public virtual bool HoldsValues => false;

    /// <summary>Of a fold: results that one task of a further level takes.</summary>
    public virtual int SplitEvery(Node node) => ReduceNode.DefaultSplitEvery;

    /// <summary>Of a fold: the most elements that one task of its first level takes. Null: as many as make few partial results.</summary>
    public virtual int? MostInFirstGroup(Node node) => null;

    /// <summary>Of a fold of tables: one task takes all of them.</summary>
    public virtual bool TakesAll(Node node) => false;

    /// <summary>Rows of its tables go together by their keys, and not by the partition that they are in.</summary>
    public virtual bool Matches(Node node) => false;

    /// <summary>Of such: buckets are ranges of keys, whose bounds samples of all partitions tell.</summary>
    public virtual bool IsByRange => false;

    /// <summary>Of such: how its tasks take them. A function of the node and of sizes that its inputs' tokens determine.</summary>
    public virtual MatchLayout LayoutOf(Node node, IReadOnlyList<TableSize> inputs) => throw new NotSupportedException($"'{node.Id}' ({node.Kind}) matches nothing.");

    /// <summary>Of a source whose elements are in the document: how many.</summary>
    public virtual long CountOf(Node node) => throw new NotSupportedException($"'{node.Id}' ({node.Kind}) is no source in itself.");

    /// <summary>Of a slice: how many elements it leaves at most.</summary>
    public virtual long MostOf(Node node) => throw new NotSupportedException($"'{node.Id}' ({node.Kind}) is no slice.");

    /// <summary>Of two sources of the kind: the first <paramref name="count"/> elements of both are the same.</summary>
    public virtual bool AreSame(Node one, Node other, int count) => false;

    /// <summary>Of a source whose elements are numbers: the first of them, and the step to the next.</summary>
    public virtual (long First, long Step)? Numbers(Node node) => null;

    /// <summary>Of a source: what tells its elements from others, one for each; null: nothing does.</summary>
    public virtual IEnumerable<Token>? Keys(Node node, NodeTokens tokens) => null;
}
