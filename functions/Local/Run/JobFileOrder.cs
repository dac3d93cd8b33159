using System.Text.Json;

namespace Serverless.Local.Run;

/// <summary>A job file as it lies on the disk.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Bytes">As read.</param>
internal sealed record JobText(string Path, byte[] Bytes)
{
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;
}

/// <summary>Finds the files that a job comes after (<c>"after"</c>), and theirs, in the order in which they run. Looks at nothing else of a document.</summary>
internal static class JobFileOrder
{
    /// <returns>The named file is the last.</returns>
    /// <exception cref="InputException">A file is missing, or comes after itself.</exception>
    public static IReadOnlyList<JobText> Load(string path)
    {
        var order = new List<JobText>();
        var open = new List<string>();
        Load(Path.GetFullPath(path), "the command line");
        return order;

        void Load(string file, string namedBy)
        {
            if (order.Exists(t => t.Path == file)) return;
            if (open.Contains(file)) throw new InputException($"'{file}' comes after itself: {string.Join(" after ", open.SkipWhile(f => f != file))} after {file}.");
            if (!File.Exists(file)) throw new InputException($"There is no job file '{file}' (named by {namedBy}).");
            var text = new JobText(file, Read(file));
            open.Add(file);
            foreach (var before in AfterOf(text.Bytes)) Load(Path.GetFullPath(before, text.Folder), file);
            open.RemoveAt(open.Count - 1);
            order.Add(text);
        }
    }

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The job file '{file}' cannot be read: {e.Message}");
        }
    }

    private static IReadOnlyList<string> AfterOf(byte[] document)
    {
        try
        {
            using var json = JsonDocument.Parse(document.AsMemory(document.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("after", out var after) && after.ValueKind == JsonValueKind.Array
                ? [.. after.EnumerateArray().Where(a => a.ValueKind == JsonValueKind.String).Select(a => a.GetString()!)]
                : [];
        }
        catch (JsonException)
        {
            // Whoever takes the document says what is wrong with it, and all of it.
            return [];
        }
    }
}
