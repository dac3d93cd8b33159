using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Parsing;

namespace Serverless.Graph.Tokens;

/// <summary>What of reads and writes determines their results. Dataset and files of a read are in the token it was resolved to.</summary>
internal static class TableTokens
{
    public static void Write(TokenWriter writer, ReadNode node)
    {
        writer.String(node.Table);
        writer.Boolean(node.Columns is not null);
        Strings(writer, node.Columns ?? []);
        writer.List(node.Where.Length);
        foreach (var alternative in node.Where)
        {
            writer.List(alternative.Length);
            foreach (var condition in alternative)
            {
                writer.String(condition.Column);
                writer.String(NodeProperties.Operators[(int)condition.Operator]);
                writer.Value(condition.Value);
            }
        }
        writer.Integer(node.Split?.Rows ?? 0);
        writer.Integer(node.Split?.RowGroups ?? 0);
    }

    public static void Write(TokenWriter writer, WriteNode node)
    {
        writer.String(node.Dataset);
        writer.String(node.Table);
        Strings(writer, node.PartitionBy);
        writer.String(node.Mode.ToString());
    }

    private static void Strings(TokenWriter writer, ImmutableArray<string> values)
    {
        writer.List(values.Length);
        foreach (var value in values) writer.String(value);
    }
}
