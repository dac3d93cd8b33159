using Serverless.Local.Hosting;
using Serverless.Store.Jobs;
using Serverless.Store.Results;
using Serverless.Tables;
using Serverless.Tables.Queries;

namespace Serverless.Local.Output;

/// <summary>One output as a file.</summary>
internal static class OutputFile
{
    /// <param name="host">Whose engine writes.</param>
    /// <param name="output">Which.</param>
    /// <param name="format">Of a table.</param>
    /// <param name="path">Where; not there yet.</param>
    /// <param name="table">The rows; null: it is a value, or a table without partitions.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>Rows; null for a value.</returns>
    public static async Task<long?> WriteAsync(HostRuntime host, JobOutput output, ExportFormat format, string path, TableQuery? table, CancellationToken cancellationToken)
    {
        if (table is null)
        {
            if (output.Count == 0 && format == ExportFormat.Parquet) throw new InputException("The output has no partitions, and so no columns: there is no Parquet file of it.");
            await File.WriteAllTextAsync(path, output.Count == 0 ? "" : await OutputFiles.ReadJsonAsync(host.Stores, output, cancellationToken), cancellationToken);
            return output.Count == 0 ? 0 : null;
        }
        switch (format)
        {
            case ExportFormat.Csv:
                return await host.Tables.WriteCsvAsync(table, path, cancellationToken);
            case ExportFormat.Parquet:
                return (await host.Tables.WriteParquetAsync(table, path, cancellationToken: cancellationToken)).Rows;
            default:
                using (var reader = await host.Tables.ReadAsync(table, cancellationToken))
                await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
                    return await JsonRows.WriteLinesAsync(reader, file, cancellationToken);
        }
    }
}
