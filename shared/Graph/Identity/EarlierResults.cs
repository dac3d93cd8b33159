using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Kinds;

namespace Serverless.Graph.Identity;

/// <summary>
/// Whether what earlier builds stored of a node is its result. Where they stored something else its token has another form, so that it is made anew; and so has all
/// that was made of it.
/// </summary>
internal static class EarlierResults
{
    public static bool AreRight(Node node, NodeBinding binding)
    {
        // A write stores files, whose columns know their types.
        if (node is WriteNode) return true;
        // What stands in the document was never stored.
        if (binding.Function is null && node.Over.IsEmpty) return true;
        // What was fused with it saw one element alone where the first collection has one and another has more.
        if (node.Over.Length > 1 && node is not CallNode) return false;
        return HasOneSpelling(binding.Type) && (binding.By is null || HasOneSpelling(binding.By.Result)) && (binding.Combine is null || HasOneSpelling(binding.Combine.Result));
    }

    // 3.0 was stored as 3, a decimal as a double, NaN as a text (ADR 8): such values have lost their kind, and are in another order.
    private static bool HasOneSpelling(DataType type) => type.Kind switch
    {
        DataTypeKind.Any or DataTypeKind.Number or DataTypeKind.Decimal => false,
        DataTypeKind.List or DataTypeKind.Map => type.Element is { } element && HasOneSpelling(element),
        DataTypeKind.Record => type.Fields.All(static field => HasOneSpelling(field.Type)),
        _ => true,
    };
}
