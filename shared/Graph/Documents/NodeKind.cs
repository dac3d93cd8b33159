namespace Serverless.Graph.Documents;

/// <summary>What a node does. The names in camel case are the document's.</summary>
public enum NodeKind
{
    Call,
    Read,
    Range,
    Items,
    Files,
    Map,
    Filter,
    MapPartitions,
    Reduce,
    FoldBy,
    Zip,
    Count,
    Take,
    TopK,
    Write,
}
