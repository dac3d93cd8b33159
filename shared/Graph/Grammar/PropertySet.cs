using System.Text;

namespace Serverless.Graph.Grammar;

/// <summary>The properties that an object may have; found by their UTF-8 bytes, without making a string.</summary>
internal sealed class PropertySet(params string[] names)
{
    private readonly byte[][] _utf8 = Array.ConvertAll(names, Encoding.UTF8.GetBytes);

    public IReadOnlyList<string> Names { get; } = names;

    public int Find(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _utf8.Length; i++)
        {
            if (name.SequenceEqual(_utf8[i])) return i;
        }
        return -1;
    }
}
