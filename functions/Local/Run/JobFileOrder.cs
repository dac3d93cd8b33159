using System.Text.Json;
using Serverless.Graph.Parameters;
using Serverless.Graph.Parsing;
using Serverless.Graph.Values;

namespace Serverless.Local.Run;

/// <summary>A job file as it lies on the disk.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Bytes">As read, with the values that it is given.</param>
/// <param name="IsGiven">It is given values that it does not have itself.</param>
/// <param name="Texts">Of files beside it, which are in the bytes.</param>
internal sealed record JobText(string Path, byte[] Bytes, bool IsGiven = false, TextFiles? Texts = null)
{
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;
}

/// <summary>Finds the files that a job comes after (<c>"after"</c>), and theirs, in the order in which they run. Looks at nothing else of a document.</summary>
internal static class JobFileOrder
{
    /// <param name="path">The file.</param>
    /// <param name="given">Values of parameters: each file gets those that it declares, the last one also those that none does, and refuses them.</param>
    /// <returns>The named file is the last.</returns>
    /// <exception cref="InputException">A file is missing, or comes after itself.</exception>
    public static IReadOnlyList<JobText> Load(string path, GivenParameters given)
    {
        var order = new List<JobText>();
        var open = new List<string>();
        Load(Path.GetFullPath(path), "the command line");
        return given.IsEmpty ? order : Give(order, given);

        void Load(string file, string namedBy)
        {
            if (order.Exists(t => t.Path == file)) return;
            if (open.Contains(file)) throw new InputException($"'{file}' comes after itself: {string.Join(" after ", open.SkipWhile(f => f != file))} after {file}.");
            if (!File.Exists(file)) throw new InputException($"There is no job file '{file}' (named by {namedBy}).");
            var text = WithTexts(new JobText(file, Read(file)));
            open.Add(file);
            foreach (var before in AfterOf(text.Bytes)) Load(Path.GetFullPath(before, text.Folder), file);
            open.RemoveAt(open.Count - 1);
            order.Add(text);
        }
    }

    private static List<JobText> Give(List<JobText> files, GivenParameters given)
    {
        var declared = files.ConvertAll(f => GivenParameters.DeclaredBy(f.Bytes));
        var isLast = files.Count - 1;
        return [.. files.Select((file, at) =>
        {
            var own = given.Only(name => declared[at].Contains(name) || (at == isLast && !declared.Exists(d => d.Contains(name))));
            return own.IsEmpty ? file : file with { Bytes = own.PutInto(file.Bytes), IsGiven = true };
        })];
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

    // The files that it names stand beside it. All that are missing are told together.
    private static JobText WithTexts(JobText job)
    {
        var missing = new List<string>();
        var texts = TextFiles.Read(RelaxedJson.Text(job.Bytes), name =>
        {
            var path = Path.GetFullPath(name, job.Folder);
            if (File.Exists(path)) return File.ReadAllText(path);
            missing.Add(path);
            return "";
        });
        if (missing.Count > 0) throw new InputException($"'{job.Path}' names {(missing.Count == 1 ? "a file that is" : "files that are")} not there: {string.Join(", ", missing)}. A name in {{\"$file\": ...}} is relative to the job file's folder.");
        return texts is null ? job : job with { Bytes = texts.Utf8, Texts = texts };
    }

    private static IReadOnlyList<string> AfterOf(byte[] document)
    {
        try
        {
            var reader = new Utf8JsonReader(RelaxedJson.Text(document));
            using var json = JsonDocument.ParseValue(ref reader);
            // Something behind it makes it no JSON.
            reader.Read();
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("after", out var after) && after.ValueKind == JsonValueKind.Array
                ? [.. after.EnumerateArray().Where(a => a.ValueKind == JsonValueKind.String).Select(a => a.GetString()!)]
                : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a text that no string can hold: the one who takes the document says what is wrong with it, and all of it.
            return [];
        }
    }
}
