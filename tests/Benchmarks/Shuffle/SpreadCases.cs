using Serverless.Client.Building;
using Serverless.Graph.Kinds;

namespace Serverless.Benchmarks.Shuffle;

internal sealed class ShuffleRows : SpreadBenchmark
{
    public override string Name => "shuffle.by-key";

    protected override string Does => "one partition for each of 64 buckets of keys";

    protected override TableCollection Ours(TableCollection rows, TableCollection keys) => rows.Shuffle(["k"], Buckets);

    protected override string Bare(string rows, string keys, string target) =>
        $"COPY (SELECT *, hash(k) % {Buckets} AS b FROM {rows}) TO '{target}/out' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (b))";
}

internal sealed class JoinRows : SpreadBenchmark
{
    public override string Name => "shuffle.join";

    protected override string Does => "joined with a tenth as many";

    protected override TableCollection Ours(TableCollection rows, TableCollection keys) => rows.Join(keys, ["k"], way: JoinWay.Shuffle, buckets: Buckets);

    protected override string Bare(string rows, string keys, string target) =>
        $"COPY (SELECT l.*, r.w FROM {rows} l JOIN {keys} r ON l.k = r.k) TO '{target}/out.parquet' (FORMAT parquet, COMPRESSION zstd)";
}

internal sealed class GroupRows : SpreadBenchmark
{
    public override string Name => "shuffle.group-by";

    protected override string Does => "grouped to a tenth as many";

    protected override TableCollection Ours(TableCollection rows, TableCollection keys) =>
        rows.GroupByShuffled(["k"], Buckets, new GroupAggregate("n", GroupFunction.Count), new GroupAggregate("total", GroupFunction.Sum, "v"), new GroupAggregate("least", GroupFunction.Min, "t"));

    protected override string Bare(string rows, string keys, string target) =>
        $"COPY (SELECT k, count(*) AS n, sum(v)::BIGINT AS total, min(t) AS least FROM {rows} GROUP BY k) TO '{target}/out.parquet' (FORMAT parquet, COMPRESSION zstd)";
}

internal sealed class SortRows : SpreadBenchmark
{
    public override string Name => "shuffle.sort";

    protected override string Does => "sorted by text";

    protected override TableCollection Ours(TableCollection rows, TableCollection keys) => rows.Sort(["t"], Buckets);

    protected override string Bare(string rows, string keys, string target) => $"COPY (SELECT * FROM {rows} ORDER BY t) TO '{target}/out.parquet' (FORMAT parquet, COMPRESSION zstd)";
}
