using System.Text.Json;
using Serverless.Tables.Errors;
using Serverless.Tables.Types;

namespace Serverless.Tables.Schema;

/// <summary>What a query's columns become in a file; see <see cref="StorageForm"/>.</summary>
internal sealed class WrittenSchema
{
    /// <summary>Key of a file's metadata: the types of columns that it holds in another form.</summary>
    public const string TypesKey = "serverless.types";

    private readonly List<TableColumn> _changed = [];
    private readonly List<TableColumn> _restored = [];

    /// <exception cref="TableException">Kind Binding: two columns' names differ by case alone.</exception>
    /// <param name="query">The columns of the result.</param>
    /// <param name="keys">Those that files are partitioned by: they become names of folders, which bytes are none of.</param>
    public WrittenSchema(TableSchema query, IReadOnlyCollection<string>? keys = null)
    {
        var (written, seen, names) = (new List<TableColumn>(), new List<TableColumn>(), new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));
        foreach (var column in query.Columns)
        {
            if (!names.TryAdd(column.Name, column.Name) && names[column.Name] != column.Name)
            {
                throw new TableException(TableErrorKind.Binding, $"The result has the columns '{names[column.Name]}' and '{column.Name}': SQL tells names by their letters and not by upper and lower case. Give one another name (AS).");
            }
            var name = Unique(column.Name, written);
            var form = column with { Name = name, Type = StorageForm.Of(column.Type) };
            written.Add(form);
            seen.Add(column with { Name = name });
            if (!form.Type.Equals(column.Type)) _changed.Add(column with { Name = name });
            if (StorageForm.IsRestored(column.Type)) _restored.Add(column with { Name = name });
        }
        Seen = new TableSchema(seen);
        var inFiles = _restored.Where(column => keys?.Contains(column.Name, StringComparer.OrdinalIgnoreCase) != true).ToDictionary(column => column.Name, column => column.Type.Text, StringComparer.Ordinal);
        Types = inFiles.Count == 0 ? null : JsonSerializer.Serialize(inFiles);
        var casts = _changed.Select(column => $"{StorageForm.Store(SqlLiteral.Name(column.Name), column.Type)} AS {SqlLiteral.Name(column.Name)}");
        var texts = written.Where(column => keys?.Contains(column.Name, StringComparer.OrdinalIgnoreCase) == true && KeyForm(column.Type.Kind) is not null);
        Casts = string.Join(", ", casts.Concat(texts.Select(column => $"CAST({SqlLiteral.Name(column.Name)} AS {KeyForm(column.Type.Kind)}) AS {SqlLiteral.Name(column.Name)}")));
    }

    /// <summary>The columns as readers get them back.</summary>
    public TableSchema Seen { get; }

    /// <summary>The REPLACE list; empty when nothing is cast.</summary>
    public string Casts { get; }

    /// <summary>The types that the file does not show, as its metadata; null when it shows them all.</summary>
    public string? Types { get; }

    /// <summary>Reads <see cref="Types"/>; what is none, as another program may have written it, says nothing.</summary>
    public static IReadOnlyList<TableColumn> Read(string types)
    {
        try
        {
            return [.. (JsonSerializer.Deserialize<Dictionary<string, string>>(types) ?? []).Select(pair => new TableColumn(pair.Key, ColumnType.Parse(pair.Value)))];
        }
        catch (Exception e) when (e is JsonException or FormatException or NullReferenceException)
        {
            return [];
        }
    }

    // What a key is while it becomes text. A FLOAT has all digits of its value: '0.1' is another number once the dataset's column is a DOUBLE.
    private static string? KeyForm(ColumnKind kind) => kind switch
    {
        ColumnKind.Blob => "VARCHAR",
        ColumnKind.Float => "DOUBLE",
        _ => null,
    };

    // As DuckDB names the second column of a name (those of a join over equal names) where it makes a table of them.
    private static string Unique(string name, List<TableColumn> before)
    {
        if (!before.Exists(column => Same(column.Name, name))) return name;
        for (var i = 1; ; i++)
        {
            if (!before.Exists(column => Same(column.Name, $"{name}_{i}"))) return $"{name}_{i}";
        }
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
