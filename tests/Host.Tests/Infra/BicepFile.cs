using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Host.Tests.Infra;

/// <summary>What can be read of a Bicep file without its compiler: parameters, modules, text.</summary>
internal sealed partial record BicepFile(string Name, string Text)
{
    public static string Folder { get; } = RepositoryRoot.Of("infra");

    public static BicepFile Main => Read("main.bicep");

    public static IReadOnlyList<BicepFile> All =>
        [.. Directory.EnumerateFiles(Folder, "*.bicep", SearchOption.AllDirectories).Select(f => Read(Path.GetRelativePath(Folder, f).Replace('\\', '/'))).OrderBy(f => f.Name, StringComparer.Ordinal)];

    public static IReadOnlyList<BicepFile> ParameterFiles =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "parameters"), "*.bicepparam").Select(f => Read(Path.GetRelativePath(Folder, f).Replace('\\', '/')))];

    public static BicepFile Read(string name) => new(name, File.ReadAllText(Path.Combine(Folder, name)));

    /// <summary>Declared parameters; true: without a default.</summary>
    public IReadOnlyDictionary<string, bool> Parameters => DeclarationPattern().Matches(Text).ToDictionary(m => m.Groups["name"].Value, m => !m.Groups["default"].Success, StringComparer.Ordinal);

    /// <summary>What a parameter file assigns.</summary>
    public IReadOnlySet<string> Assignments => AssignmentPattern().Matches(Text).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>Files of modules, and what each is given.</summary>
    public IReadOnlyList<(string File, IReadOnlySet<string> Given)> Modules =>
        [.. ModulePattern().Matches(Text).Select(m => (m.Groups["file"].Value, (IReadOnlySet<string>)GivenPattern().Matches(m.Groups["given"].Value).Select(g => g.Groups["name"].Value).ToHashSet(StringComparer.Ordinal)))];

    /// <summary>Names of application settings that it sets.</summary>
    public IReadOnlySet<string> Settings => SettingPattern().Matches(Text).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"^param (?<name>\w+) \w+(?<default> =)?", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex DeclarationPattern();

    [GeneratedRegex(@"^param (?<name>\w+) = ", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex AssignmentPattern();

    [GeneratedRegex(@"^module \w+ '(?<file>[^']+)'.*?params: \{(?<given>.*?)\}", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex ModulePattern();

    [GeneratedRegex(@"(?<name>\w+):", RegexOptions.CultureInvariant)]
    private static partial Regex GivenPattern();

    [GeneratedRegex(@"\{ name: '(?<name>[A-Z][A-Za-z_]+)', value:", RegexOptions.CultureInvariant)]
    private static partial Regex SettingPattern();
}
