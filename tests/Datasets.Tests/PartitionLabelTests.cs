using FsCheck;
using FsCheck.Fluent;

namespace Serverless.Datasets.Tests;

public sealed class PartitionLabelTests
{
    [Theory]
    [InlineData("2013-01-02 00:00:00", "2013-01-02%2000%3A00%3A00")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("ü~_.-", "%C3%BC~_.-")]
    public void Format_SpecialText_IsQuotedAsKartothekReadsIt(string value, string quoted) =>
        Assert.Equal($"k={quoted}/0", PartitionLabel.Format([new("k", value)], "0"));

    [Fact]
    public void Keys_AnyText_RoundTrips() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            var value = new string([.. text.Get.Where(c => !char.IsSurrogate(c))]);
            return PartitionLabel.Keys(PartitionLabel.Format([new("k", value), new("ö/", "1")], "x")) is [{ Key: "k" } first, { Key: "ö/", Value: "1" }] && first.Value == value;
        }).QuickCheckThrowOnFailure();
}
