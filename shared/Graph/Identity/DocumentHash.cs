using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Serverless.Graph.Documents;
using Serverless.Graph.Tokens;
using Serverless.Graph.Writing;

namespace Serverless.Graph.Identity;

/// <summary>The identity of a document: equal for texts that differ in layout, order of properties and nodes, or in defaults spelt out.</summary>
public static class DocumentHash
{
    /// <summary>Made once for a document.</summary>
    public static Token Of(JobDocument document) => (document.Hash ??= new StrongBox<Token>(Compute(document))).Value;

    private static Token Compute(JobDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        JobWriter.WriteCanonical(document, buffer);
        return new Token(SHA256.HashData(buffer.WrittenSpan));
    }
}
