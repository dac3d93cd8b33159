using System.Globalization;
using System.Text.Json;
using Serverless.Api.Http;
using Serverless.Api.Jobs;
using Serverless.Execution.Jobs;
using Serverless.Tables;

namespace Serverless.Api.Outputs;

/// <summary>A table output: a page of its rows as a JSON array, or all of it, or some rows, as one Parquet file.</summary>
internal sealed class TableOutput(RouteCall call, JobOutput output)
{
    public const string Parquet = "application/vnd.apache.parquet";

    private const int DefaultRows = 1000;

    // A page is made in memory: 50,000 rows of ten columns are about 10 MB of JSON.
    private const int MaxRows = 50_000;

    public async Task<ApiResponse> GetAsync(CancellationToken cancellationToken)
    {
        var first = JobRoutes.Number(call.Request, "first", 0, 0, int.MaxValue);
        if (IsParquet()) return await ParquetAsync(first, cancellationToken);
        var count = JobRoutes.Number(call.Request, "count", DefaultRows, 1, MaxRows);
        if (output.Count == 0) return ApiResponse.Of(200, Array.Empty<object>(), (TotalHeader, "0"));
        using var files = await call.Services.Outputs.OpenAsync(call.Stores, output, cancellationToken);
        var total = await CountAsync(files, cancellationToken);
        using var reader = await call.Services.Tables.Value.ReadAsync(Query(files, $"SELECT * FROM output LIMIT {count} OFFSET {first}"), cancellationToken);
        var rows = new MemoryStream();
        await using (var json = new Utf8JsonWriter(rows, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder })) JsonRows.WriteArray(reader, json);
        var headers = new List<(string, string)> { (TotalHeader, total.ToString(CultureInfo.InvariantCulture)) };
        if (first + (long)count < total) headers.Add(("Link", $"<{call.Request.Path}?first={first + (long)count}&count={count}>; rel=\"next\""));
        return ApiResponse.Bytes(200, rows.GetBuffer().AsMemory(0, (int)rows.Length), ApiResponse.Json, [.. headers]);
    }

    private const string TotalHeader = "X-Total-Rows";

    private bool IsParquet() => call.Request.Parameter("format") switch
    {
        "parquet" => true,
        "json" => false,
        { } other => throw ApiProblemException.BadRequest($"'{other}' is no format: json or parquet."),
        null => call.Request.Header("Accept")?.Contains(Parquet, StringComparison.OrdinalIgnoreCase) == true,
    };

    private async Task<ApiResponse> ParquetAsync(int first, CancellationToken cancellationToken)
    {
        if (output.Count == 0) throw ApiProblemException.NotFound("The output has no partitions, and so no columns: there is no Parquet file of it.");
        var count = JobRoutes.Number(call.Request, "count", int.MaxValue, 1, int.MaxValue);
        var files = await call.Services.Outputs.OpenAsync(call.Stores, output, cancellationToken);
        try
        {
            var isWhole = files.Files.Count == 1 && first == 0 && count == int.MaxValue;
            var path = files.Files[0];
            if (!isWhole)
            {
                path = Path.Combine(Directory.CreateDirectory(call.Services.ScratchFolder).FullName, $"{Guid.NewGuid():N}.parquet");
                await call.Services.Tables.Value.WriteParquetAsync(Query(files, $"SELECT * FROM output LIMIT {count} OFFSET {first}"), path, cancellationToken: cancellationToken);
            }
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, isWhole ? FileOptions.Asynchronous : FileOptions.Asynchronous | FileOptions.DeleteOnClose);
            return ApiResponse.Stream(
                Parquet,
                async (stream, cancel) =>
                {
                    using (files)
                    await using (file) await file.CopyToAsync(stream, cancel);
                },
                ("Content-Length", file.Length.ToString(CultureInfo.InvariantCulture)),
                ("Content-Disposition", $"attachment; filename=\"{FileName(call["name"])}.parquet\""));
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    private async Task<long> CountAsync(OutputLease files, CancellationToken cancellationToken)
    {
        // From the footers alone.
        using var reader = await call.Services.Tables.Value.ReadAsync(Query(files, "SELECT count(*) FROM output"), cancellationToken);
        return reader.Read() ? Convert.ToInt64(reader.Column(0).Value(0), CultureInfo.InvariantCulture) : 0;
    }

    private static TableQuery Query(OutputLease files, string sql) => new(sql) { Inputs = new Dictionary<string, TableInput> { ["output"] = TableInput.Parquet(files.Files) with { HasTypes = true } } };

    private static string FileName(string name) => new([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_')]);
}
