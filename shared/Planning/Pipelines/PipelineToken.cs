using System.Buffers.Binary;
using System.Security.Cryptography;
using Serverless.Graph.Tokens;

namespace Serverless.Planning.Pipelines;

/// <summary>The token of a pipeline: of the node's token, and of how its tasks are numbered, so that ranges of other numberings never mix.</summary>
internal static class PipelineToken
{
    private const int Size = Token.Size + 4 + 4 + 8;

    /// <param name="nodeToken">Of the node.</param>
    /// <param name="level">Of a fold.</param>
    /// <param name="groupSize">Elements that a task takes.</param>
    /// <param name="elements">All of them.</param>
    /// <param name="gathers">
    /// A fold whose tasks make their elements with a fused <c>mapPartitions</c>: task i folds what became of its group. Where that node is stored the same task
    /// folds the i-th group of what became of all, of which there may be as many.
    /// </param>
    public static string Of(Token nodeToken, int level, int groupSize, long elements, bool gathers = false)
    {
        Span<byte> bytes = stackalloc byte[Size + 1];
        nodeToken.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], level);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[36..], groupSize);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], elements);
        bytes[Size] = 1;
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(gathers ? bytes : bytes[..Size], hash);
        return Convert.ToHexStringLower(hash);
    }
}
