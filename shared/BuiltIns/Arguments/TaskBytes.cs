using System.Text;
using System.Text.Json;
using Serverless.Execution.Tasks;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;
using Serverless.Store.Content;

namespace Serverless.BuiltIns.Arguments;

/// <summary>A value or a reference as bytes, for functions that take either: text as UTF-8, what a reference names as it is stored, everything else as JSON.</summary>
internal static class TaskBytes
{
    // Of references in documents, as in messages of the batch queue.
    private const string Named = "blob";

    /// <summary>Opens it for reading, from its start. The caller disposes it.</summary>
    public static async Task<Stream> OpenAsync(object? value, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        if (value is null) return Stream.Null;
        if (value is string text) return new MemoryStream(Encoding.UTF8.GetBytes(text));
        var graph = ClrValues.FromClr(value);
        if (ReferenceIn(graph) is { } reference) return await context.OpenAsync(reference, cancellationToken);
        return graph.Kind switch
        {
            GraphValueKind.Null => Stream.Null,
            GraphValueKind.String => new MemoryStream(Encoding.UTF8.GetBytes(graph.AsString())),
            _ => new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(graph, ClrValues.Json)),
        };
    }

    /// <summary>What a value refers to: what files and stored streams are as values has exactly their fields, so that no record of a user's is taken for one.</summary>
    private static BlobRef? ReferenceIn(GraphValue value)
    {
        if (value.Kind != GraphValueKind.Map) return null;
        var entries = value.AsMap();
        return entries switch
        {
            [{ Key: Named, Value: { Kind: GraphValueKind.String } name }] => new BlobRef(name.AsString()),
            [{ Key: "hash", Value: { } hash }, { Key: "length", Value: { Kind: GraphValueKind.Integer or GraphValueKind.Null } }, { Key: "name", Value: { Kind: GraphValueKind.String } name }]
                when hash.Kind == GraphValueKind.Null || (hash.Kind == GraphValueKind.String && StoredStreams.HashOf(name.AsString()) == hash.AsString()) => new BlobRef(name.AsString()),
            _ => null,
        };
    }
}
