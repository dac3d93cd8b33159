using System.Text;
using Serverless.Graph.Functions;
using Serverless.Tables;
using Serverless.Tables.Columns;

namespace Serverless.Execution.Tests.Values;

/// <summary>Functions that give, take and pass on streams.</summary>
public static class StreamFunctions
{
    [TaskFunction(Name = "stream.make", Version = "1")]
    public static Stream Make(long value) => new MemoryStream(Encoding.UTF8.GetBytes($"n\n{value}\n"));

    [TaskFunction(Name = "stream.pass", Version = "1")]
    public static BlobRef Pass(BlobRef blob) => blob;

    [TaskFunction(Name = "stream.length", Version = "1")]
    public static long Length(BlobRef blob) => blob.Length ?? 0;

    [TaskFunction(Name = "stream.row", Version = "1")]
    public static StreamRow Row(BlobRef blob) => new(blob.Name);

    [TaskFunction(Name = "stream.tag", Version = "1")]
    public static async Task<Table> TagAsync(Table rows, BlobRef blob, CancellationToken cancellationToken)
    {
        using var reader = await rows.ReadAsync("SELECT n FROM input", cancellationToken: cancellationToken);
        return Table.Of(ColumnData.Of("blob", new[] { blob.Name }));
    }

    [TaskFunction(Name = "stream.text", Version = "1")]
    public static async Task<string> TextAsync(Stream content, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}

/// <summary>A reference as a row.</summary>
public sealed record StreamRow(string Name);
