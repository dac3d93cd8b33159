namespace Serverless.Attack.Tests.Kit;

/// <summary>Folders with all that is in them.</summary>
internal static class Tree
{
    public static void Copy(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)), overwrite: true);
    }

    /// <summary>All files that have something to damage, in an order that does not depend on the disk.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        Directory.Exists(folder) ? [.. Entries(folder).Where(f => !f.Contains("/locks/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)] : [];

    public static List<V> GetOrAdd<K, V>(this Dictionary<K, List<V>> lists, K key)
        where K : notnull => lists.TryGetValue(key, out var list) ? list : lists[key] = [];

    // Files come and go while a job runs.
    private static IEnumerable<string> Entries(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f) is { Exists: true, Length: > 0 })];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
