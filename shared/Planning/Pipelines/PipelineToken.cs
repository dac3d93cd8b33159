using System.Buffers.Binary;
using System.Security.Cryptography;
using Serverless.Graph.Tokens;

namespace Serverless.Planning.Pipelines;

/// <summary>The token of a pipeline: of the node's token, and of how its tasks are numbered, so that ranges of other numberings never mix.</summary>
internal static class PipelineToken
{
    public static string Of(Token nodeToken, int level, int groupSize, long elements)
    {
        Span<byte> bytes = stackalloc byte[32 + 4 + 4 + 8];
        nodeToken.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], level);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[36..], groupSize);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], elements);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }
}
