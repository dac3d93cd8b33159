using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Serverless.Graph.Values;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Store.Jobs;

namespace Serverless.Store.Results;

/// <summary>A job's outputs, for anyone who shows them.</summary>
public static class OutputFiles
{
    // The same depth and escapes as results are stored with.
    private static readonly JsonWriterOptions Writing = new() { Encoder = ClrValues.Json.Encoder, SkipValidation = true };

    /// <summary>Saves the parts of a table output as Parquet files.</summary>
    /// <returns>Their paths, in order.</returns>
    public static async Task<IReadOnlyList<string>> SaveAsync(TenantStores stores, JobOutput output, string folder, CancellationToken cancellationToken)
    {
        var results = await StoredResults.OpenAsync(stores, "output", output.Token, All(output), likely: null, cancellationToken);
        var files = new List<string>();
        for (var i = 0L; i < output.Count; i++)
        {
            var path = Path.Combine(folder, $"{i:D9}.parquet");
            await results.SaveAsync(i, path, cancellationToken);
            files.Add(path);
        }
        return files;
    }

    /// <summary>Whether all of an output is there: a job that failed may have finished some of its outputs.</summary>
    public static async Task<bool> IsCompleteAsync(TenantStores stores, JobOutput output, CancellationToken cancellationToken)
    {
        if (output.Count == 0) return true;
        var records = await stores.Ledger.ReadAsync(output.Token, cancellationToken);
        return new RangeSet([new IndexRange(0, output.Count - 1)]).Except(new RangeSet(records.Select(r => new IndexRange(r.First, r.Last)))).IsEmpty;
    }

    /// <summary>
    /// Reads every part of an output, one after the other, and compares it with its checksums. All that is gone or broken counts no more from then on, for everybody: the one who runs
    /// it next makes it again.
    /// </summary>
    /// <returns>Whether all of it is there as it was written.</returns>
    public static async Task<bool> VerifyAsync(TenantStores stores, JobOutput output, CancellationToken cancellationToken)
    {
        if (output.Count == 0) return true;
        var results = await StoredResults.OpenAsync(stores, "output", output.Token, All(output), likely: null, cancellationToken);
        var isWhole = true;
        for (var i = 0L; i < output.Count; i++)
        {
            try
            {
                await results.PartAsync(i, cancellationToken);
            }
            catch (LostResultException)
            {
                isWhole = false;
            }
        }
        return isWhole;
    }

    private static RangeSet All(JobOutput output) => new([new IndexRange(0, output.Count - 1)]);

    /// <summary>Reads a value output as JSON: the value, or the array of a collection's elements.</summary>
    public static async Task<string> ReadJsonAsync(TenantStores stores, JobOutput output, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString((await ReadAsync(stores, output, (stored, all) => ExactJson.WritePlain(stored, all), cancellationToken)).Span);

    /// <summary>Reads a value output as it is stored, spelled by the kinds of its values: for a program that gets it as .NET values.</summary>
    public static Task<ReadOnlyMemory<byte>> ReadExactAsync(TenantStores stores, JobOutput output, CancellationToken cancellationToken) =>
        ReadAsync(stores, output, (stored, all) => all.WriteRawValue(stored, skipInputValidation: true), cancellationToken);

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(TenantStores stores, JobOutput output, WriteValue write, CancellationToken cancellationToken)
    {
        var needed = output.IsCollection ? All(output) : new RangeSet([new IndexRange(output.Part, output.Part)]);
        var results = await StoredResults.OpenAsync(stores, "output", output.Token, needed, likely: null, cancellationToken);
        var text = new ArrayBufferWriter<byte>();
        await using var all = new Utf8JsonWriter(text, Writing);
        if (!output.IsCollection)
        {
            var value = await results.PartAsync(output.Part, cancellationToken);
            if (value.IsEmpty) all.WriteNullValue();
            else write(value.Span, all);
            await all.FlushAsync(cancellationToken);
            return text.WrittenMemory;
        }
        all.WriteStartArray();
        for (var i = 0L; i < output.Count; i++)
        {
            var part = await results.PartAsync(i, cancellationToken);
            if (part.IsEmpty) continue;
            if (output.Result != ResultKind.Lists) write(part.Span, all);
            else foreach (var element in StoredList.Read(part.Span)) write(JsonMarshal.GetRawUtf8Value(element), all);
        }
        all.WriteEndArray();
        await all.FlushAsync(cancellationToken);
        return text.WrittenMemory;
    }

    /// <summary>A stored value as everybody is shown it.</summary>
    public static byte[] Plain(ReadOnlySpan<byte> stored)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Writing)) ExactJson.WritePlain(stored, json);
        return text.WrittenSpan.ToArray();
    }

    private delegate void WriteValue(ReadOnlySpan<byte> stored, Utf8JsonWriter all);
}
