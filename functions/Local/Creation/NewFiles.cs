using System.Text;

namespace Serverless.Local.Creation;

/// <summary>Files to write, by full path, and what to type then.</summary>
internal sealed record NewFiles(IReadOnlyDictionary<string, string> Files, string Next)
{
    public static NewFiles Job(string file)
    {
        if (file.AsSpan().Trim().IsEmpty) throw new InputException("A file has a name.");
        if (!file.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) file += ".json";
        var path = Path.GetFullPath(file);
        var name = NameOf(Path.GetFileNameWithoutExtension(path), '-');
        return new NewFiles(new Dictionary<string, string>(StringComparer.Ordinal) { [path] = JobText(name) }, $"serverless run {file}");
    }

    public static NewFiles Functions(string folder)
    {
        if (folder.AsSpan().Trim().IsEmpty) throw new InputException("A folder has a name.");
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var name = NameOf(Path.GetFileName(path), '_');
        if (name.Length == 0) throw new InputException($"'{folder}' does not name a folder.");
        if (char.IsAsciiDigit(name[0])) name = $"_{name}";
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Path.Combine(path, $"{name}.csproj")] = ProjectText(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
            [Path.Combine(path, "Greetings.cs")] = FunctionText(name),
            [Path.Combine(path, "job.json")] = FunctionJobText,
        };
        return new NewFiles(files, $"dotnet build {folder} -o {Path.Combine(folder, "out")} && serverless run {Path.Combine(folder, "job.json")} --functions {Path.Combine(folder, "out", $"{name}.dll")}");
    }

    // Letters, digits and one other sign go everywhere.
    private static string NameOf(string text, char other)
    {
        var name = new StringBuilder();
        foreach (var c in text) name.Append(char.IsAsciiLetterOrDigit(c) ? c : other);
        return name.ToString().Trim('-');
    }

    private static string JobText(string name) =>
        $$"""
        {
          // Documents may have comments and trailing commas. 'serverless check' tells everything that is wrong with one.
          "version": 1,
          "name": "{{(name.Length == 0 ? "job" : name)}}",
          // Given with 'serverless run --param count=20'.
          "parameters": { "count": { "type": "integer", "default": 10 } },
          "nodes": {
            "numbers": { "range": { "count": { "$param": "count" } } },
            // One task for each number. 'serverless functions' lists what there is; --functions adds your own.
            "squares": { "map": "math.square", "over": "numbers" },
            "total": { "reduce": "math.add", "over": "squares" },
          },
          "outputs": ["total"],
        }

        """;

    // The contract alone is referenced, and not copied: the program brings its own.
    private static string ProjectText(string program) =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <!-- Where the serverless program lies; -p:ServerlessProgram=DIR says another folder. -->
            <ServerlessProgram Condition="'$(ServerlessProgram)' == ''">{program}</ServerlessProgram>
          </PropertyGroup>
          <ItemGroup>
            <Using Include="Serverless.Graph.Functions" />
            <Reference Include="Serverless.Graph" HintPath="$(ServerlessProgram)/Serverless.Graph.dll" Private="false" />
          </ItemGroup>
        </Project>

        """;

    private static string FunctionText(string name) =>
        $$"""
        namespace {{name}};

        public static class Greetings
        {
            // Documents call it greetings.of. Raise the version when the result becomes another one: until then results are used again.
            [TaskFunction(Version = "1")]
            public static string Of(string name) => $"Hello, {name}!";
        }

        """;

    private const string FunctionJobText =
        """
        {
          "version": 1,
          "name": "greetings",
          "nodes": {
            "names": { "items": ["Ada", "Grace"] },
            "greetings": { "map": "greetings.of", "over": "names" },
          },
          "outputs": ["greetings"],
        }

        """;
}
