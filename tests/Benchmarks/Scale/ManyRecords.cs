using Serverless.Planning;
using Serverless.Store.Records;

namespace Serverless.Benchmarks.Scale;

/// <summary>A node of 1,000,000 records: each is made, and read by a process that did not make it, as the unit behind it does.</summary>
internal sealed class ManyRecords : GrowthBenchmark
{
    public override string Name => "scale.records-1000000";

    protected override string Workload => "records of one node, made by one process and read one by one by another, over a store in memory";

    protected override int Largest => 1_000_000;

    protected override Task<double> SecondsAsync(int size, CancellationToken cancellationToken)
    {
        var blobs = new MemoryStore();
        var (maker, reader) = (new Ledger(blobs), new Ledger(blobs));
        return MeasureAsync(async () =>
        {
            for (var task = 0; task < size; task++)
            {
                var tasks = new IndexRange(task, task);
                if ((await maker.ReadOnwardAsync("token", tasks, 0, cancellationToken)).Count > 0) throw new InvalidOperationException("Nobody made it.");
                await maker.TryRecordAsync("token", new LedgerRecord { First = task, Last = task, Blob = "results/token/00112233445566778899aabbccddeeff", Job = "job" }, 0, cancellationToken);
                if ((await reader.ReadAsync("token", new RangeSet([tasks]), new LikelyRecords(0, [tasks]), cancellationToken)).Count != 1) throw new InvalidOperationException("It is lost.");
            }
        });
    }
}
