using System.Text.Json;

namespace Serverless.Execution.Values;

/// <summary>The list that an earlier level of a fold stored, spelled as it was: its elements keep their kinds.</summary>
internal readonly record struct StoredItems(JsonElement Json)
{
    public JsonElement.ArrayEnumerator Each() => Json.EnumerateArray();
}
