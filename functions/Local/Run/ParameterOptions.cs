using System.CommandLine;
using System.Text.Json;
using Serverless.Graph.Parameters;

namespace Serverless.Local.Run;

/// <summary><c>--param NAME=VALUE</c> and <c>--params FILE</c>: values for what a document declares.</summary>
internal sealed class ParameterOptions
{
    private readonly Option<string[]> _param = new("--param") { Description = "A value of a parameter that the document declares; again for each", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [] };

    private readonly Option<string?> _params = new("--params") { Description = "A JSON file of names and values; --param goes before it", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Options.Add(_param);
        command.Options.Add(_params);
    }

    /// <exception cref="InputException">It is no name with a value, a name comes twice, or the file is no JSON.</exception>
    public GivenParameters Read(ParseResult parsed)
    {
        var given = parsed.GetValue(_params) is { } file ? OfFile(file) : GivenParameters.None;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in parsed.GetValue(_param)!)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new InputException($"--param {text}: write NAME=VALUE, as in --param day=2026-11-30.");
            if (!names.Add(text[..at])) throw new InputException($"--param {text[..at]} is given twice.");
            given = given.WithText(text[..at], text[(at + 1)..]);
        }
        return given;
    }

    private static GivenParameters OfFile(string file)
    {
        try
        {
            return GivenParameters.None.WithJson(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--params: '{file}' cannot be read: {e.Message}");
        }
        catch (JsonException e)
        {
            throw new InputException($"--params: '{file}' is no JSON object of names and values: {e.Message}");
        }
    }
}
