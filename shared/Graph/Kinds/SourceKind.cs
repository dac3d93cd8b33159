using Serverless.Graph.Documents;

namespace Serverless.Graph.Kinds;

/// <summary>A kind that works on no other node: its elements are in the document, or outside it.</summary>
internal abstract class SourceKind<TNode> : NodeKind<TNode> where TNode : Node
{
    public sealed override (int Least, int Most) Over => (0, 0);
}
