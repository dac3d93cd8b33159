using System.Text.Json;
using Serverless.Api.Http;

namespace Serverless.Api.Timeline;

/// <summary>
/// Units as events of the Trace Event Format, JSON object form, which Perfetto and chrome://tracing open: a complete event ("X") for
/// each unit, a thread for each lane, times in microseconds from the job's submission.
/// </summary>
internal static class ChromeTrace
{
    private const int Process = 1;

    /// <param name="output">Where it goes.</param>
    /// <param name="title">Of the job.</param>
    /// <param name="begin">Its submission, milliseconds since the Unix epoch.</param>
    /// <param name="timeline">Its units.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public static async Task WriteAsync(Stream output, string title, double begin, TimelineView timeline, CancellationToken cancellationToken)
    {
        var lanes = Lanes.Of(timeline.Spans);
        await using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder });
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartArray("traceEvents");
        WriteName(json, "process_name", 0, title);
        for (var lane = 0; lane <= lanes.DefaultIfEmpty(-1).Max(); lane++) WriteName(json, "thread_name", lane, $"slot {lane + 1}");
        for (var i = 0; i < lanes.Length; i++)
        {
            WriteUnit(json, timeline, timeline.Spans[i], lanes[i], begin);
            // A job has up to a million units: what is written goes out.
            if (i % 1_000 == 999) await json.FlushAsync(cancellationToken);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteUnit(Utf8JsonWriter json, TimelineView timeline, UnitSpan span, int lane, double begin)
    {
        json.WriteStartObject();
        json.WriteString("ph", "X");
        json.WriteString("name", timeline.Nodes[span.Node]);
        json.WriteString("cat", span.State.ToString().ToLowerInvariant());
        json.WriteNumber("pid", Process);
        json.WriteNumber("tid", lane);
        json.WriteNumber("ts", Microseconds(span.Start - begin));
        json.WriteNumber("dur", Microseconds(span.End - span.Start));
        json.WriteStartObject("args");
        json.WriteString("state", span.State.ToString().ToLowerInvariant());
        if (span.PeakBytes > 0) json.WriteNumber("peakBytes", span.PeakBytes);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteName(Utf8JsonWriter json, string what, int lane, string name)
    {
        json.WriteStartObject();
        json.WriteString("ph", "M");
        json.WriteString("name", what);
        json.WriteNumber("pid", Process);
        json.WriteNumber("tid", lane);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static long Microseconds(double milliseconds) => (long)Math.Round(milliseconds * 1000);
}
