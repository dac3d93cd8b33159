using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;

namespace Serverless.Tables.Tests;

public sealed class TwoTenantsTests
{
    [Fact]
    public async Task TwoTenants_AtOnce_NeitherReadsListsOrWritesTheOthersFiles()
    {
        await using var one = await TestSandbox.OpenAsync();
        await using var two = await TestSandbox.OpenAsync();
        await one.WriteAsync("SELECT 'one' AS who FROM range(1000)", "own.parquet");
        await two.WriteAsync("SELECT 'two' AS who FROM range(1000)", "own.parquet");

        await Task.WhenAll(AttackAsync(one, two, "one"), AttackAsync(two, one, "two"));

        Assert.Equal(["two"], Assert.Single(await two.RowsAsync($"SELECT DISTINCT who FROM '{two.Folder.Of("own.parquet")}'")));
        Assert.Equal([one.Folder.Of("own.parquet")], Directory.GetFiles(one.Folder.Path));
        Assert.Equal([two.Folder.Of("own.parquet")], Directory.GetFiles(two.Folder.Path));
    }

    private static async Task AttackAsync(TestSandbox attacker, TestSandbox victim, string name)
    {
        var secret = victim.Folder.Of("own.parquet");
        for (var round = 0; round < 50; round++)
        {
            Assert.Equal([name], Assert.Single(await attacker.RowsAsync($"SELECT DISTINCT who FROM '{attacker.Folder.Of("own.parquet")}'")));
            await ForbiddenAsync(() => attacker.RowsAsync($"FROM '{secret}'"));
            await ForbiddenAsync(() => attacker.RowsAsync($"FROM glob('{victim.Folder.Path}/*')"));
            await ForbiddenAsync(() => attacker.RowsAsync(new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", TableInput.Parquet(secret))) }));
            await ForbiddenAsync(() => attacker.Tables.WriteParquetAsync(new TableQuery("SELECT 'stolen' AS who"), secret));
            await ForbiddenAsync(() => attacker.Tables.WriteCsvAsync(new TableQuery("SELECT 'stolen' AS who"), victim.Folder.Of("new.csv")));
            await ForbiddenAsync(() => attacker.Tables.WritePartitionedAsync(new TableQuery("SELECT 1 AS i, 2 AS k"), victim.Folder.Of("new"), ["k"]));
            await ForbiddenAsync(() => attacker.RowsAsync("FROM read_csv('http://127.0.0.1:1/x.csv')"));
            await ForbiddenAsync(() => attacker.RowsAsync("FROM read_text('/etc/hostname')"));
        }
    }

    private static async Task ForbiddenAsync(Func<Task> attempt)
    {
        var error = await Assert.ThrowsAsync<TableException>(attempt);
        Assert.Equal(TableErrorKind.Forbidden, error.Kind);
    }
}
