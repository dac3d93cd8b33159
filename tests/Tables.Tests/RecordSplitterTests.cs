using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Serverless.Tables.Tests;

public sealed class RecordSplitterTests
{
    [Fact]
    public void Split_AnyCsv_PartsHoldWholeRecordsAndTogetherAll()
    {
        var field = Gen.Elements("1", "", "\"a\nb\"", "\"say \"\"x\"\"\n\"", "ü€", "\"\n\n,\"");
        var record = Gen.ArrayOf(field, 2).Select(fields => string.Join(',', fields) + "\n");
        Prop.ForAll(Arb.From(Gen.ListOf(record, 30)), Arb.From(Gen.Choose(1, 60)), (records, target) =>
        {
            const string Header = "\"a\nname\",b\n";
            var bytes = Encoding.UTF8.GetBytes(Header + string.Concat(records));
            var split = RecordSplitter.SplitAsync(new MemoryStream(bytes), quoted: true, header: true, target).GetAwaiter().GetResult();
            var parts = split.Ranges.Select(range => Encoding.UTF8.GetString(bytes, (int)range.Offset, (int)range.Length)).ToList();
            // Every part is a run of whole records: taken off the front one part after the other.
            var at = 0;
            foreach (var part in parts)
            {
                var taken = "";
                while (taken.Length < part.Length && at < records.Count) taken += records[at++];
                if (taken != part) return false;
            }
            return split.HeaderBytes == Encoding.UTF8.GetByteCount(Header) && at == records.Count && split.Ranges.SkipLast(1).All(range => range.Length >= target);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("{}", 0, 1)]
    [InlineData("{}\n{}\n{}", 0, 3)]
    [InlineData("{\"a\":\"\\\"\"}\n{}\n", 0, 2)]
    public async Task Split_JsonLines_CutsAtLineFeeds(string text, long header, int parts)
    {
        var split = await RecordSplitter.SplitAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), quoted: false, header: false, targetBytes: 1);

        Assert.Equal((header, parts), (split.HeaderBytes, split.Ranges.Count));
        Assert.Equal(Encoding.UTF8.GetByteCount(text), split.Ranges.Sum(range => range.Length));
    }

    [Fact]
    public async Task Split_RecordLongerThanTheBuffer_StaysWhole()
    {
        var text = "\"" + new string('\n', 3 << 20) + "\",1\n2,3\n";

        var split = await RecordSplitter.SplitAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), quoted: true, header: false, targetBytes: 1);

        Assert.Equal([text.Length - 4L, 4L], split.Ranges.Select(range => range.Length));
    }
}
