using System.Text.Json;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;
using Serverless.Testing;

namespace Serverless.Tables.Tests;

/// <summary>Parquet files of many writers read as bare DuckDB reads them, or end in one clear error that names the file.</summary>
[Trait("Category", "Reference")]
public sealed class ReferenceFileTests
{
    [ReferenceFact("parquet")]
    public async Task Read_EveryFile_IsWhatBareDuckDBReadsOrAnErrorThatNamesIt()
    {
        var (read, problems) = (0, new List<string>());
        foreach (var path in Directory.EnumerateFiles(ReferenceData.Find("parquet")!, "*.parquet").Order(StringComparer.Ordinal))
        {
            await using var sandbox = await TestSandbox.OpenAsync(options => options with { ReadableFiles = [path] });
            var bare = await AnswerAsync(() => sandbox.RowsAsync($"SELECT * REPLACE (md5(rows) AS rows) FROM (SELECT count(*) AS n, string_agg(t::VARCHAR, ';') AS rows FROM read_parquet('{path}') t)"));
            // As an input, cut to rows, and through storage as between two steps.
            var stored = sandbox.Folder.Of("stored.parquet");
            foreach (var (how, input) in new (string, Func<Task<TableInput>>)[]
            {
                ("input", () => Task.FromResult<TableInput>(TableInput.Parquet(path))),
                ("rows", () => Task.FromResult<TableInput>(new ParquetInput([new ParquetFile(path) { Rows = new RowRange(0, long.MaxValue / 2) }]))),
                ("stored", async () =>
                {
                    await sandbox.Tables.WriteParquetAsync(Over("FROM input", TableInput.Parquet(path)), stored);
                    return TableInput.Parquet(stored) with { IsOurs = true };
                }),
            })
            {
                var ours = await AnswerAsync(async () =>
                {
                    var over = await input();
                    await JsonAsync(sandbox, over);
                    return await sandbox.RowsAsync(Over("SELECT * REPLACE (md5(rows) AS rows) FROM (SELECT count(*) AS n, string_agg(t::VARCHAR, ';') AS rows FROM input t)", over));
                });
                if (ours.Error is { } error)
                {
                    if (bare.Error is null) problems.Add($"{Path.GetFileName(path)} as {how}: {error.Kind}: {error.Message}");
                    else if (error.Kind != TableErrorKind.OutOfMemory && (!error.IsUserError || !error.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal))) problems.Add($"{Path.GetFileName(path)} as {how} is not named, or not the user's: {error.Kind}: {error.Message}");
                }
                else if (ours.Rows != bare.Rows)
                {
                    problems.Add($"{Path.GetFileName(path)} as {how}: {ours.Rows} instead of {bare.Rows}");
                }
            }
            read++;
        }
        Assert.True(read > 0);
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    private static async Task JsonAsync(TestSandbox sandbox, TableInput input)
    {
        using var reader = await sandbox.Tables.ReadAsync(Over("FROM input", input));
        await using var json = new Utf8JsonWriter(Stream.Null);
        JsonRows.WriteArray(reader, json);
    }

    private static async Task<(string? Rows, TableException? Error)> AnswerAsync(Func<Task<List<object?[]>>> ask)
    {
        try
        {
            return (string.Join(", ", Assert.Single(await ask())), null);
        }
        catch (TableException e)
        {
            return (null, e);
        }
    }

    private static TableQuery Over(string sql, TableInput input) => new(sql) { Inputs = TestSandbox.Inputs(("input", input)) };
}
