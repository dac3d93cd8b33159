using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Tokens;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Elements;

/// <summary>What makes partitions of a read the same: the file and its content, the part of it, and the values of the keys that stand in its label.</summary>
internal static class PartitionKeys
{
    /// <returns>Null: the snapshot does not say what content its files have.</returns>
    public static IEnumerable<Token>? Of(Node node, ReadSnapshot read)
    {
        // Files of a dataset are written once, under a name of their own; snapshots of older builds tell of other files the names alone.
        var namesSayAll = node is ReadNode { Dataset: not null };
        return namesSayAll || read.Partitions.All(p => p.Identity is not null) ? Keys(read) : null;
    }

    /// <summary>What is read of each partition, and as which columns: a file that fits them as it is may be another table after they were widened.</summary>
    public static string FamilyOf(Token read, ReadSnapshot snapshot)
    {
        var writer = new TokenWriter();
        writer.Token(read);
        writer.Boolean(snapshot.Columns is not null);
        foreach (var column in snapshot.Columns ?? [])
        {
            writer.String(column.Name);
            writer.String(column.Type);
        }
        return writer.Finish().ToString();
    }

    private static IEnumerable<Token> Keys(ReadSnapshot read)
    {
        var writer = new TokenWriter();
        foreach (var partition in read.Partitions)
        {
            writer.String(partition.File);
            writer.Boolean(partition.IsLocalFile);
            writer.String(partition.Identity ?? "");
            writer.Integer(partition.FirstRow ?? -1);
            writer.Integer(partition.RowCount ?? -1);
            writer.List(partition.Keys.Length);
            foreach (var key in partition.Keys)
            {
                writer.String(key.Name);
                writer.String(key.Value);
                writer.String(key.Type);
            }
            yield return writer.Finish();
        }
    }
}
