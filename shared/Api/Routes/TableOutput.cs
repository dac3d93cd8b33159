using System.Globalization;
using System.Text.Json;
using Serverless.Api.Http;
using Serverless.Api.Outputs;
using Serverless.Store.Jobs;
using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;

namespace Serverless.Api.Routes;

/// <summary>A table output: a page of its rows as a JSON array, or all of it, or some rows, as one file.</summary>
internal sealed class TableOutput(RouteCall call, JobOutput output)
{
    public const string Parquet = "application/vnd.apache.parquet";

    /// <summary>A line of JSON for each row.</summary>
    public const string Lines = "application/x-ndjson";

    private const int DefaultRows = 1000;

    // A page is made in memory: 50,000 rows of ten columns are about 10 MB of JSON.
    private const int MaxRows = 50_000;

    public async Task<ApiResponse> GetAsync(CancellationToken cancellationToken)
    {
        var first = JobRoutes.Number(call.Request, "first", 0, 0, int.MaxValue);
        var format = FormatOf(call.Request);
        if (format == OutputKind.Parquet) return await ParquetAsync(first, cancellationToken);
        if (format is OutputKind.Csv or OutputKind.Jsonl) return await TextAsync(format, first, cancellationToken);
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

    /// <summary>What the caller wants, and gets, or 406: not something else without a word.</summary>
    public static OutputKind FormatOf(ApiRequest request)
    {
        switch (request.Parameter("format"))
        {
            case "parquet": return OutputKind.Parquet;
            case "csv": return OutputKind.Csv;
            case "json": return OutputKind.Json;
            case "jsonl": return OutputKind.Jsonl;
            case { } other: throw ApiProblemException.BadRequest($"'{other}' is no format: json, jsonl, csv or parquet.");
        }
        if (request.Header("Accept") is not { Length: > 0 } accept) return OutputKind.Json;
        foreach (var wanted in accept.Split(',').Select(a => a.Split(';')[0].Trim().ToLowerInvariant()))
        {
            switch (wanted)
            {
                case Parquet: return OutputKind.Parquet;
                case "text/csv": return OutputKind.Csv;
                case Lines: return OutputKind.Jsonl;
                case "application/json" or "application/*" or "*/*" or "": return OutputKind.Json;
            }
        }
        throw new ApiProblemException(
            406,
            "not-acceptable",
            "There is no such form of it.",
            $"'{accept}' is not what an output comes as: application/json, {Lines}, text/csv or {Parquet} is.");
    }

    // Made whole before the first byte goes out: what fails is an error, and no half of a file.
    private async Task<ApiResponse> TextAsync(OutputKind format, int first, CancellationToken cancellationToken)
    {
        var (type, extension) = format == OutputKind.Csv ? ("text/csv; charset=utf-8", "csv") : (Lines, "jsonl");
        var count = JobRoutes.Number(call.Request, "count", int.MaxValue, 1, int.MaxValue);
        if (output.Count == 0) return ApiResponse.Bytes(200, ReadOnlyMemory<byte>.Empty, type);
        using var files = await call.Services.Outputs.OpenAsync(call.Stores, output, cancellationToken);
        var path = Path.Combine(Directory.CreateDirectory(call.Services.ScratchFolder).FullName, $"{Guid.NewGuid():N}.{extension}");
        var query = Query(files, $"SELECT * FROM output LIMIT {count} OFFSET {first}");
        if (format == OutputKind.Csv) await call.Services.Tables.Value.WriteCsvAsync(query, path, cancellationToken);
        else await LinesAsync(query, path, cancellationToken);
        var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        return ApiResponse.Stream(
            type,
            async (stream, cancel) =>
            {
                await using (file) await file.CopyToAsync(stream, cancel);
            },
            ("Content-Length", file.Length.ToString(CultureInfo.InvariantCulture)),
            ("Content-Disposition", $"attachment; filename=\"{FileName(call["name"])}.{extension}\""));
    }

    private async Task LinesAsync(TableQuery query, string path, CancellationToken cancellationToken)
    {
        using var reader = await call.Services.Tables.Value.ReadAsync(query, cancellationToken);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        await JsonRows.WriteLinesAsync(reader, file, cancellationToken);
    }

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

    private static TableQuery Query(OutputLease files, string sql) => new(sql) { Inputs = new Dictionary<string, TableInput> { ["output"] = TableInput.Parquet(files.Files) with { IsOurs = true } } };

    private static string FileName(string name) => new([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_')]);
}

/// <summary>Forms of an output.</summary>
internal enum OutputKind
{
    Json,
    Csv,
    Parquet,
    Jsonl,
}
