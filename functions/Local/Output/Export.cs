using System.CommandLine;

namespace Serverless.Local.Output;

/// <summary>Kinds of files that outputs are written to.</summary>
internal enum ExportFormat
{
    Csv,
    Parquet,
    Jsonl,
}

/// <summary>Outputs go into files, whole.</summary>
/// <param name="Format">Of tables; values are JSON.</param>
/// <param name="Path">A file, or where there are several outputs a folder of them.</param>
internal sealed record Export(ExportFormat Format, string Path)
{
    public string Extension => Format.ToString().ToLowerInvariant();
}

/// <summary><c>--format</c> and <c>-o</c>.</summary>
internal sealed class ExportOptions
{
    private readonly Option<ExportFormat?> _format = new("--format") { Description = "Write outputs into files of this kind, all rows; default: what the file's name ends with", HelpName = "csv|parquet|jsonl" };

    private readonly Option<string?> _file = new("--out", "-o") { Description = "The file for the output; with several outputs a folder", HelpName = "FILE" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_format);
        command.Options.Add(_file);
    }

    /// <returns>Null: outputs are printed.</returns>
    /// <exception cref="InputException">One of them lacks the other.</exception>
    public Export? Read(ParseResult parsed)
    {
        var (format, file) = (parsed.GetValue(_format), parsed.GetValue(_file));
        if (file is null) return format is null ? null : throw new InputException("--format: say where to: -o FILE.");
        if (file.AsSpan().Trim().IsEmpty) throw new InputException("-o: a file has a name.");
        return new Export(format ?? Guess(file), Path.GetFullPath(file));
    }

    private static ExportFormat Guess(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".csv" => ExportFormat.Csv,
        ".parquet" => ExportFormat.Parquet,
        ".jsonl" or ".ndjson" => ExportFormat.Jsonl,
        _ => throw new InputException($"-o: '{file}' does not say which kind of file it is: --format csv, parquet or jsonl."),
    };
}
