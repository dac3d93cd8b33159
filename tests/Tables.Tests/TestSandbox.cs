using Serverless.Tables.Inputs;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Tables.Tests;

/// <summary>A sandbox over a folder of its own.</summary>
internal sealed class TestSandbox : IAsyncDisposable
{
    private TestSandbox(TempFolder folder, TableSandbox tables) => (Folder, Tables) = (folder, tables);

    public TempFolder Folder { get; }

    public TableSandbox Tables { get; }

    public static async Task<TestSandbox> OpenAsync(Func<SandboxOptions, SandboxOptions>? with = null)
    {
        var folder = new TempFolder();
        var options = new SandboxOptions(folder.Path);
        return new TestSandbox(folder, await TableSandbox.OpenAsync(with?.Invoke(options) ?? options));
    }

    public static Dictionary<string, TableInput> Inputs(params (string Name, TableInput Input)[] inputs) => inputs.ToDictionary(i => i.Name, i => i.Input, StringComparer.Ordinal);

    public static Dictionary<string, object?> Values(params (string Name, object? Value)[] values) => values.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);

    public async Task<string> WriteAsync(string sql, string name = "input.parquet", ParquetWriteOptions? options = null)
    {
        var path = Folder.Of(name);
        await Tables.WriteParquetAsync(new TableQuery(sql), path, options);
        return path;
    }

    public async Task<List<object?[]>> RowsAsync(TableQuery query)
    {
        using var reader = await Tables.ReadAsync(query);
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            for (var row = 0; row < reader.RowCount; row++)
            {
                var values = new object?[reader.Schema.Columns.Count];
                for (var column = 0; column < values.Length; column++) values[column] = reader.Column(column).Value(row);
                rows.Add(values);
            }
        }
        return rows;
    }

    public Task<List<object?[]>> RowsAsync(string sql) => RowsAsync(new TableQuery(sql));

    public async ValueTask DisposeAsync()
    {
        await Tables.DisposeAsync();
        Folder.Dispose();
    }
}
