using System.CommandLine;
using Serverless.Supervision;

namespace Serverless.Local.Creation;

/// <summary><c>serverless new job|functions</c>: a first version of what users write, that runs as it is.</summary>
internal static class NewCommand
{
    public static Command Create() => new("new", "Writes a first job document, or a project for your own functions, that runs as it is.") { Job(), Functions() };

    private static Command Job()
    {
        var file = new Argument<string>("JOB.json") { Description = "The file to write; not there yet" };
        var command = new Command("job", "Writes a job document with comments.") { file };
        command.SetAction((parsed, cancellationToken) => RunAsync(NewFiles.Job(parsed.GetValue(file)!), cancellationToken));
        return command;
    }

    private static Command Functions()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder to make; its last part is the project's name" };
        var command = new Command("functions", "Writes a C# project with one function, and a job that calls it.") { folder };
        command.SetAction((parsed, cancellationToken) => RunAsync(NewFiles.Functions(parsed.GetValue(folder)!), cancellationToken));
        return command;
    }

    // All or nothing: a folder half of which is somebody else's helps nobody.
    private static async Task<int> RunAsync(NewFiles made, CancellationToken cancellationToken)
    {
        var there = made.Files.Keys.Where(path => File.Exists(path) || Directory.Exists(path)).ToList();
        if (there.Count > 0) throw new InputException($"{string.Join(", ", there.Select(p => $"'{p}'"))} {(there.Count == 1 ? "is" : "are")} there already; nothing was written.");
        foreach (var (path, text) in made.Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text, cancellationToken);
            await Console.Error.WriteLineAsync($"wrote {Path.GetRelativePath(Environment.CurrentDirectory, path)}");
        }
        await StandardOutput.Out.WriteLineAsync(made.Next);
        return ExitStatus.Done;
    }
}
