using System.Collections.Frozen;
using System.Text.Json;
using Serverless.Graph.Grammar;
using Serverless.Graph.Policies;

namespace Serverless.Graph.Writing;

/// <summary>Writes policies in canonical form: fixed order, canonical durations and sizes, no nulls.</summary>
internal static class PolicyWriter
{
    public static void Write(Utf8JsonWriter json, Policy policy)
    {
        json.WriteStartObject();
        if (policy.Retries is { } retries) Retries(json, retries);
        if (policy.Timeout is { } timeout) json.WriteString("timeout", Duration.Format(timeout));
        if (policy.Memory is { } memory) json.WriteString("memory", ByteSize.Format(memory));
        if (policy.Cpu is { } cpu) json.WriteNumber("cpu", cpu);
        if (policy.Priority is { } priority) json.WriteNumber("priority", priority);
        if (policy.Deadline is { At: { } at }) json.WriteString("deadline", at);
        if (policy.Deadline is { Within: { } within }) json.WriteString("deadline", Duration.Format(within));
        if (policy.Placement is { } pool)
        {
            json.WriteStartObject("placement");
            json.WriteString("pool", pool);
            json.WriteEndObject();
        }
        Counts(json, "semaphores", policy.Semaphores);
        Counts(json, "limits", policy.Limits);
        if (policy.Cache is { } cache) json.WriteString("cache", EnumSchema.NameOf(cache));
        if (policy.OnError is { } onError) json.WriteString("onError", EnumSchema.NameOf(onError));
        if (policy.Speculate is { } speculate) json.WriteBoolean("speculate", speculate);
        json.WriteEndObject();
    }

    private static void Retries(Utf8JsonWriter json, RetrySpec retries)
    {
        if (retries == new RetrySpec(retries.Count))
        {
            json.WriteNumber("retries", retries.Count);
            return;
        }
        json.WriteStartObject("retries");
        json.WriteNumber("count", retries.Count);
        json.WriteString("backoff", Duration.Format(retries.Backoff));
        json.WriteString("maxBackoff", Duration.Format(retries.MaxBackoff));
        json.WriteNumber("jitter", retries.Jitter);
        json.WriteEndObject();
    }

    private static void Counts(Utf8JsonWriter json, string name, FrozenDictionary<string, int>? counts)
    {
        if (counts is null) return;
        json.WriteStartObject(name);
        foreach (var (key, count) in counts.OrderBy(c => c.Key, StringComparer.Ordinal)) json.WriteNumber(key, count);
        json.WriteEndObject();
    }
}
