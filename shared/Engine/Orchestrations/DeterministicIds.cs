using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Serverless.Durable;

namespace Serverless.Engine.Orchestrations;

/// <summary>Ids and seeds that are the same at every replay: hashes of the instance, its generation and a counter.</summary>
internal static class DeterministicIds
{
    public static Guid Guid(InstanceId instance, DateTimeOffset createdAt, int generation, int counter)
    {
        var hash = Hash($"guid {instance} {createdAt.UtcTicks} {generation} {counter}");
        // Marked as version 8, "custom", variant 1 (RFC 9562).
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    public static int Seed(InstanceId instance, DateTimeOffset createdAt, int generation, int counter) =>
        BinaryPrimitives.ReadInt32LittleEndian(Hash($"random {instance} {createdAt.UtcTicks} {generation} {counter}"));

    /// <summary>The id of a child without a name: readable while it fits, else with a hash.</summary>
    public static InstanceId Child(InstanceId parent, int generation, int sequence)
    {
        var text = generation == 0 ? $"{parent}:{sequence}" : $"{parent}:{generation}.{sequence}";
        return new InstanceId(text.Length <= InstanceId.MaxLength ? text : $"{text[..160]}:{Convert.ToHexStringLower(Hash(text).AsSpan(0, 16))}");
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
