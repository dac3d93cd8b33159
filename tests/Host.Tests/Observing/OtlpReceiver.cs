using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Serverless.Host.Tests.Observing;

/// <summary>A collector: takes spans by OTLP over HTTP, as protobuf, and keeps them.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();

    public OtlpReceiver()
    {
        Url = $"http://127.0.0.1:{FreePort()}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>What a process needs to know of it. Spans come at once: a process that is killed takes what it has not sent along.</summary>
    public Dictionary<string, string> Environment => new(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRICS_EXPORTER"] = "none",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
        ["OTEL_SERVICE_NAME"] = "under-test",
    };

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            if (context.Request.Url!.AbsolutePath == "/v1/traces") Take(body.ToArray());
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    // ExportTraceServiceRequest: resource_spans 1 { scope_spans 2 { scope 1 { name 1 }, spans 2 } }
    private void Take(byte[] request)
    {
        foreach (var resource in Fields(request).Where(f => f.Number == 1))
        {
            foreach (var scope in Fields(resource.Bytes).Where(f => f.Number == 2))
            {
                var source = Fields(scope.Bytes).Where(f => f.Number == 1).SelectMany(s => Fields(s.Bytes)).Where(f => f.Number == 1).Select(f => Text(f.Bytes)).FirstOrDefault() ?? "";
                foreach (var span in Fields(scope.Bytes).Where(f => f.Number == 2)) _spans.Enqueue(Read(source, [.. Fields(span.Bytes)]));
            }
        }
    }

    // Span: trace_id 1, span_id 2, parent_span_id 4, name 5, start 7, end 8, attributes 9, status 15 { code 3 }
    private static ReceivedSpan Read(string source, IReadOnlyList<Field> fields) => new(
        source,
        Hex(fields, 1),
        Hex(fields, 2),
        Hex(fields, 4),
        Text(fields.First(f => f.Number == 5).Bytes),
        fields.First(f => f.Number == 7).Value,
        fields.First(f => f.Number == 8).Value,
        fields.Where(f => f.Number == 9).Select(f => Fields(f.Bytes).ToList()).ToDictionary(a => Text(a.First(f => f.Number == 1).Bytes), a => ValueOf(a.First(f => f.Number == 2).Bytes), StringComparer.Ordinal));

    // AnyValue: string 1, bool 2, int 3
    private static string ValueOf(byte[] value)
    {
        var field = Fields(value).First();
        return field.Number == 1 ? Text(field.Bytes) : field.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Hex(IEnumerable<Field> fields, int number) => fields.Where(f => f.Number == number).Select(f => Convert.ToHexStringLower(f.Bytes)).FirstOrDefault() ?? "";

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static IEnumerable<Field> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var (number, wire) = ((int)(tag >> 3), (int)(tag & 7));
            switch (wire)
            {
                case 0:
                    yield return new Field(number, [], Varint(message, ref at));
                    break;
                case 1:
                    yield return new Field(number, [], BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at)));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    yield return new Field(number, message[at..(at + length)], 0);
                    at += length;
                    break;
                default:
                    yield return new Field(number, [], BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at)));
                    at += 4;
                    break;
            }
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private sealed record Field(int Number, byte[] Bytes, ulong Value);
}

/// <summary>A span as the collector got it.</summary>
internal sealed record ReceivedSpan(string Source, string Trace, string Id, string Parent, string Name, ulong Start, ulong End, IReadOnlyDictionary<string, string> Tags);
