using Serverless.Store.Records;

namespace Serverless.Execution.Tests.Records;

/// <summary>A record as a process keeps it says all that was recorded.</summary>
public sealed class KnownRecordTests
{
    private static readonly LedgerRecord Usual = new() { First = 5, Last = 6, Blob = $"results/token/{Guid.Empty:N}", Bytes = 7, Rows = 8, Seconds = 9, Job = "job" };

    // Every property with a value of its own; a new one is a line here.
    public static TheoryData<string, LedgerRecord> Records { get; } = new()
    {
        { "nothing", Usual },
        { nameof(LedgerRecord.First), Usual with { First = 4 } },
        { nameof(LedgerRecord.Last), Usual with { Last = 60 } },
        { nameof(LedgerRecord.Blob), Usual with { Blob = null } },
        { "blob of another form", Usual with { Blob = "results/token/other" } },
        { nameof(LedgerRecord.FirstPart), Usual with { FirstPart = 1 } },
        { nameof(LedgerRecord.BlobParts), Usual with { BlobParts = 3 } },
        { nameof(LedgerRecord.Values), Usual with { Values = ["a"] } },
        { nameof(LedgerRecord.Streams), Usual with { Streams = ["a"] } },
        { nameof(LedgerRecord.Bytes), Usual with { Bytes = 70 } },
        { nameof(LedgerRecord.Rows), Usual with { Rows = 80 } },
        { nameof(LedgerRecord.Seconds), Usual with { Seconds = 90 } },
        { nameof(LedgerRecord.Files), Usual with { Files = [new WrittenFile(5, "m=1", 2, 3)] } },
        { nameof(LedgerRecord.Folder), Usual with { Folder = "d/table" } },
        { nameof(LedgerRecord.Shapes), Usual with { Shapes = [] } },
        { nameof(LedgerRecord.Inline), Usual with { Blob = null, Inline = [1, 2] } },
        { nameof(LedgerRecord.Job), Usual with { Job = null } },
    };

    [Theory]
    [MemberData(nameof(Records))]
    public void ToRecord_SaysAllThatWasRecorded(string what, LedgerRecord record) =>
        Assert.True(KnownRecord.Of("token", 0, "v", record, record.Job).ToRecord("token") == record, what);

    [Fact]
    public void Records_HaveEveryProperty() =>
        Assert.Empty(typeof(LedgerRecord).GetProperties().Where(p => p.CanWrite).Select(p => p.Name).Except(Records.Select(r => (string)r[0])));
}
