using System.Diagnostics;
using Serverless.Tables.Columns;
using Serverless.Tables.Errors;
using Serverless.Tables.Functions;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Tables.Tests;

/// <summary>Alone: the process's memory is what is measured.</summary>
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
[Collection(nameof(LeakTests))]
public sealed class LeakTests
{
    [Fact]
    public async Task TenThousandQueries_OfEveryKind_LeaveMemoryWhereItWas()
    {
        using var folder = new TempFolder();
        await using var engine = new TableEngine(new EngineOptions(folder.Path));
        var path = folder.Of("in.parquet");
        await engine.WriteParquetAsync(new TableQuery("SELECT range AS i, 'some longer text ' || range AS t FROM range(100)"), path);
        var good = new TableQuery("SELECT i, t, $p AS p FROM input") { Inputs = TestSandbox.Inputs(("input", TableInput.Parquet(path))), Parameters = TestSandbox.Values(("p", new[] { "a", "b" })) };
        var columns = new ColumnsInput(ColumnData.Of("i", new[] { 1, 2, 3 }));

        async Task RunAsync(int count)
        {
            for (var n = 0; n < count; n += 4)
            {
                using (var reader = await engine.ReadAsync(good)) Assert.True(reader.Read());
                Assert.Equal("i INTEGER", (await engine.DescribeAsync(new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", columns)) })).ToString());
                await Assert.ThrowsAsync<TableException>(() => engine.DescribeAsync(new TableQuery("SELECT nope FROM range(3)")));
                await Assert.ThrowsAsync<TableException>(async () =>
                {
                    using var reader = await engine.ReadAsync(new TableQuery("SELECT CAST('x' || i AS INT) FROM range(3) t(i)"));
                    reader.Read();
                });
            }
        }

        // Pools of the allocator and of threads fill up over the first thousands, so growth alone proves nothing. A leak grows in every quarter:
        // 4 KiB a query would be 10 MiB in each.
        var grown = new List<long>();
        for (var quarter = 0; quarter < 4; quarter++)
        {
            var before = WorkingSet();
            await RunAsync(2500);
            grown.Add(WorkingSet() - before);
        }

        Assert.True(grown.Min() < 5 << 20, $"Grown in each quarter of 10,000 queries, bytes: {string.Join(", ", grown)}.");
    }

    [Fact]
    public async Task Sandboxes_OpenedAndClosed_LeaveMemoryWhereItWas()
    {
        using var folder = new TempFolder();
        async Task RunAsync(int count)
        {
            for (var n = 0; n < count; n++)
            {
                await using var sandbox = await TableSandbox.OpenAsync(new SandboxOptions(folder.Path) { Functions = [ScalarFunction.Of("twice", (long x) => 2 * x)] });
                await sandbox.WriteParquetAsync(new TableQuery("SELECT twice(range) AS i FROM range(1000)"), folder.Of("out.parquet"));
            }
        }

        await RunAsync(20);
        var before = WorkingSet();
        await RunAsync(100);
        var grown = WorkingSet() - before;

        // An instance that stayed would hold about 1 MiB.
        Assert.True(grown < 48 << 20, $"{grown >> 20} MiB more after 100 sandboxes.");
    }

    private static long WorkingSet()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
