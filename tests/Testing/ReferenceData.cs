using Xunit;

namespace Serverless.Testing;

/// <summary>Files of other projects, which are no part of this one: the folder that <c>SERVERLESS_REFERENCE_DATA</c> names.</summary>
public static class ReferenceData
{
    public const string Variable = "SERVERLESS_REFERENCE_DATA";

    /// <summary>A folder of it; null: there is none here.</summary>
    public static string? Find(string folder) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root && Directory.Exists(Path.Combine(root, folder)) ? Path.Combine(root, folder) : null;
}

/// <summary>A test over <see cref="ReferenceData"/>, skipped with a word where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReferenceFactAttribute : FactAttribute
{
    public ReferenceFactAttribute(string folder)
    {
        Folder = folder;
        if (ReferenceData.Find(folder) is null) Skip = $"{ReferenceData.Variable} names no folder with '{folder}'.";
    }

    public string Folder { get; }
}
