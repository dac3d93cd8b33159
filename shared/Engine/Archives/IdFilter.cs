using System.Text;
using Serverless.Durable;
using Serverless.Engine.Log;

namespace Serverless.Engine.Archives;

/// <summary>A Bloom filter over instance ids: 10 bits an id, 1 % of wrong guesses. It spares reading archives that do not hold an id.</summary>
internal sealed class IdFilter(byte[] bits)
{
    private const int BitsPerId = 10;
    private const int Probes = 7;

    public byte[] Bits { get; } = bits;

    public static IdFilter For(long count) => new(new byte[Math.Max(8, (count * BitsPerId / 8) + 1)]);

    public void Add(InstanceId id)
    {
        foreach (var bit in Places(id)) Bits[bit >> 3] |= (byte)(1 << (int)(bit & 7));
    }

    /// <summary>False: the id is surely not there.</summary>
    public bool MayHold(InstanceId id)
    {
        foreach (var bit in Places(id))
        {
            if ((Bits[bit >> 3] & (1 << (int)(bit & 7))) == 0) return false;
        }
        return true;
    }

    private IEnumerable<long> Places(InstanceId id)
    {
        var text = Encoding.UTF8.GetBytes(id.Value);
        // Two hashes make as many as wanted (Kirsch and Mitzenmacher).
        var first = LogFormat.Checksum(text);
        var second = LogFormat.Checksum(text, seed: 0x9E3779B9) | 1;
        for (var i = 0u; i < Probes; i++) yield return (long)((first + ((ulong)i * second)) % ((ulong)Bits.Length * 8));
    }
}
