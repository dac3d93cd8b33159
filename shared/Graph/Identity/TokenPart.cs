using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;

namespace Serverless.Graph.Identity;

/// <summary>The parts of a node's token, in order.</summary>
public enum TokenPartKind
{
    Kind,

    /// <summary>Which nodes it works on, under which names.</summary>
    Inputs,
    Function,
    Arguments,

    /// <summary>Functions that its query calls.</summary>
    Called,

    /// <summary>Dataset version and files of a read.</summary>
    Source,

    /// <summary>What else the node says: columns, conditions, split, partition keys.</summary>
    Settings,

    /// <summary>The job itself, where the result is its own.</summary>
    Job,
}

/// <summary>One part of a node's token. What comes from other nodes is in it by their names only: whether those differ is a question of their own.</summary>
/// <param name="Kind">Which part.</param>
/// <param name="Hash">Equal hash, equal part.</param>
/// <param name="Text">For people, where there is something to show.</param>
public sealed record TokenPart(TokenPartKind Kind, Token Hash, string? Text)
{
    /// <summary>The parts of a node's token.</summary>
    /// <param name="document">The job.</param>
    /// <param name="node">Its position.</param>
    /// <param name="sources">What reads were resolved to.</param>
    /// <param name="salt">The job's id.</param>
    /// <param name="versions">Versions of functions by name; null: the document's.</param>
    public static ImmutableArray<TokenPart> Of(
        JobDocument document, int node, IReadOnlyDictionary<NodeId, Token> sources, string salt, IReadOnlyDictionary<string, string>? versions = null)
    {
        var writer = new NodeTokenWriter(document, sources, salt, versions, NameToken);
        return [.. writer.PartsOf(node).Select(p => new TokenPart(p.Kind, p.Hash, TextOf(document, node, p.Kind, writer)))];
    }

    private static Token NameToken(NodeId node)
    {
        var writer = new TokenWriter();
        writer.String(node.Value);
        return writer.Finish();
    }

    private static string? TextOf(JobDocument document, int node, TokenPartKind kind, NodeTokenWriter writer)
    {
        var binding = document.Binding(node);
        return kind switch
        {
            TokenPartKind.Kind => document.Nodes[node].Kind.ToLowerInvariant(),
            TokenPartKind.Inputs => string.Join(", ", document.Nodes[node].Over.Select(o => o.Alias is { } alias ? $"{alias}: {o.Node}" : o.Node.Value)),
            TokenPartKind.Function => binding.Function is { } function ? $"{function.Name} version {writer.VersionOf(function)}" : null,
            TokenPartKind.Arguments => TextOf(binding),
            TokenPartKind.Called => string.Join(", ", binding.Called.Select(f => $"{f.Name} version {writer.VersionOf(f)}")),
            _ => null,
        };
    }

    private static string TextOf(NodeBinding binding)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            ValueWriter.Write(json, GraphValue.List(binding.Arguments));
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
