using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;

namespace Serverless.Local.Run;

/// <summary>A job file and what it came to.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Bytes">As read.</param>
/// <param name="Document">Checked.</param>
internal sealed record JobFile(string Path, byte[] Bytes, JobDocument Document)
{
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Reads a job file and those that it comes after, in the order in which they run.</summary>
    /// <exception cref="InputException">A file is missing, wrong, or comes after itself; every problem is in the message.</exception>
    public static IReadOnlyList<JobFile> LoadAll(string path, FunctionCatalog functions)
    {
        var loaded = new Dictionary<string, JobFile>(StringComparer.Ordinal);
        var order = new List<JobFile>();
        var open = new List<string>();
        Load(System.IO.Path.GetFullPath(path), "the command line");
        return order;

        void Load(string file, string namedBy)
        {
            if (loaded.ContainsKey(file)) return;
            if (open.Contains(file)) throw new InputException($"'{file}' comes after itself: {string.Join(" after ", open.SkipWhile(f => f != file))} after {file}.");
            if (!File.Exists(file)) throw new InputException($"There is no job file '{file}' (named by {namedBy}).");
            var bytes = File.ReadAllBytes(file);
            var parsed = JobParser.Parse(bytes, functions);
            if (parsed.Document is not { } document) throw new InputException(ProblemFormatter.Format(parsed.Problems, file));
            open.Add(file);
            foreach (var before in document.After) Load(System.IO.Path.GetFullPath(before, System.IO.Path.GetDirectoryName(file)!), file);
            open.RemoveAt(open.Count - 1);
            loaded[file] = new JobFile(file, bytes, document);
            order.Add(loaded[file]);
        }
    }
}
