using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Serverless.Telemetry.Logging;

namespace Serverless.Local.Logging;

/// <summary>Lines as text. Whatever is in them: one line each, and no secrets.</summary>
internal static class LogText
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(LogEntry entry, LogFormat format) => format == LogFormat.Json ? JsonOf(entry) : ConsoleOf(entry);

    // "19:02:11.123Z warning [5001] Attempt 2 at load[3] failed … {tenant=default job=0a… unit=3}", and the stack indented below.
    private static string ConsoleOf(LogEntry entry)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{entry.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {entry.LevelText} [{(entry.Event.Id == 0 ? entry.Category : entry.Event.Id)}] ");
        text.Append(Secrets.Hide(entry.Message.ReplaceLineEndings(" ")));
        // What the message does not say already.
        var more = entry.Values.Where(v => !IsInMessage(entry, v)).Select(v => $"{v.Key}={Secrets.Hide(TextOf(v.Value).ReplaceLineEndings(" "))}").ToList();
        if (more.Count > 0) text.Append(" {").AppendJoin(' ', more).Append('}');
        if (entry.Fault is not null) text.Append("\n    ").Append(Secrets.Hide(entry.Level == LogLevel.Warning || entry.Fault is IOException or UnauthorizedAccessException ? WordsOf(entry.Fault) : FaultOf(entry.Fault)).ReplaceLineEndings("\n    "));
        return text.ToString();
    }

    private static string JsonOf(LogEntry entry)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Json))
        {
            json.WriteStartObject();
            json.WriteString("time", entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", entry.LevelText);
            json.WriteString("category", entry.Category);
            if (entry.Event.Id != 0) json.WriteNumber("event", entry.Event.Id);
            if (entry.Event.Name is { } name) json.WriteString("name", name);
            json.WriteString("message", Secrets.Hide(entry.Message));
            if (entry.Trace is { } trace) json.WriteString("trace", trace);
            if (entry.Span is { } span) json.WriteString("span", span);
            if (entry.Values.Count > 0)
            {
                json.WriteStartObject("values");
                foreach (var (key, value) in entry.Values) Write(json, key, value);
                json.WriteEndObject();
            }
            if (entry.Fault is { } fault) json.WriteString("exception", Secrets.Hide(FaultOf(fault)));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Write(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(key);
                break;
            case int or long or short or byte:
                json.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(key, number);
                break;
            case bool flag:
                json.WriteBoolean(key, flag);
                break;
            default:
                json.WriteString(key, Secrets.Hide(TextOf(value)));
                break;
        }
    }

    private static bool IsInMessage(LogEntry entry, KeyValuePair<string, object?> value) => value.Value is null || entry.Message.Contains(TextOf(value.Value), StringComparison.Ordinal);

    private static string TextOf(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    // An exception of user code may throw when it is asked.
    // What is tried again, and what a disk or a permission does, is told in words: a stack is for what was not foreseen, and JSON has it always.
    private static string WordsOf(Exception fault)
    {
        try
        {
            var words = $"{fault.GetType().Name}: {fault.Message}";
            return fault.InnerException is { } inner ? $"{words}\n{inner.GetType().Name}: {inner.Message}" : words;
        }
        catch (Exception)
        {
            // Messages are user code, too.
            return fault.GetType().Name;
        }
    }

    private static string FaultOf(Exception fault)
    {
        try
        {
            return fault.ToString();
        }
        catch (Exception)
        {
            return fault.GetType().FullName!;
        }
    }
}
