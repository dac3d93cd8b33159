using Serverless.Tables.Types;

namespace Serverless.Tables.Columns;

/// <summary>A named column of values in memory.</summary>
public sealed class ColumnData
{
    private readonly IColumnSource _source;

    private ColumnData(string name, IColumnSource source) => (Name, _source) = (name, source);

    public string Name { get; }

    public ColumnType Type => _source.Type;

    /// <summary>Rows.</summary>
    public int Count => _source.Count;

    internal IColumnSource Source => _source;

    /// <summary>
    /// A column without nulls of bool, an integer type, float, double, DateOnly, DateTime, DateTimeOffset, TimeOnly, Guid, an enum (as ENUM of its names), or with text or bytes, of which null is null.
    /// </summary>
    /// <exception cref="ArgumentException">No column type for <typeparamref name="T"/>.</exception>
    public static ColumnData Of<T>(string name, ReadOnlyMemory<T> values) => new(name, ColumnSources.Create(values));

    /// <inheritdoc cref="Of{T}(string, ReadOnlyMemory{T})"/>
    public static ColumnData Of<T>(string name, T[] values) => Of(name, (ReadOnlyMemory<T>)values);

    /// <summary>A column with nulls.</summary>
    public static ColumnData OfNullable<T>(string name, ReadOnlyMemory<T?> values)
        where T : struct => new(name, ColumnSources.CreateNullable(values));

    /// <summary>A column of decimals.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">Its values, null is null.</param>
    /// <param name="width">Digits in all, up to 38.</param>
    /// <param name="scale">Digits after the point; a value with more is an error.</param>
    public static ColumnData OfDecimals(string name, ReadOnlyMemory<decimal?> values, byte width, byte scale) => new(name, new DecimalSource(values, ColumnType.OfDecimal(width, scale)));

    /// <summary>A column of nothing but nulls, which says nothing of a type.</summary>
    public static ColumnData OfNulls(string name, int count) => new(name, new NullSource(count));

    /// <summary>A column of an enum: text that is stored as a code.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The enum's values, each once.</param>
    /// <param name="codes">For each row the position of its value; below 0 is null.</param>
    /// <exception cref="ArgumentException">A value is there twice, or a code has no value.</exception>
    public static ColumnData OfEnum(string name, IReadOnlyList<string> values, ReadOnlyMemory<int> codes)
    {
        if (values.Count == 0 || values.Distinct(StringComparer.Ordinal).Count() < values.Count) throw new ArgumentException("An enum has at least one value, and each once.", nameof(values));
        foreach (var code in codes.Span)
        {
            if (code >= values.Count) throw new ArgumentException($"The code {code} has no value: there are {values.Count}.", nameof(codes));
        }
        return new(name, new EnumSource(ColumnType.OfEnum(values), codes));
    }

    /// <summary>A column of lists.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="lengths">For each row how many elements it has; below 0 is null.</param>
    /// <param name="elements">The elements of all rows, one after the other; its name does not matter.</param>
    /// <exception cref="ArgumentException">There are more or fewer elements than the lengths say.</exception>
    public static ColumnData OfLists(string name, ReadOnlySpan<int> lengths, ColumnData elements) => new(name, Lists(ColumnType.OfList(elements.Type), lengths, elements.Source));

    /// <summary>A column of lists of the types that <see cref="Of{T}(string, T[])"/> takes; null is null.</summary>
    /// <exception cref="ArgumentException">No column type for <typeparamref name="T"/>.</exception>
    public static ColumnData OfLists<T>(string name, IReadOnlyList<IReadOnlyList<T>?> rows) =>
        OfLists(name, [.. rows.Select(row => row?.Count ?? -1)], Of(name, rows.SelectMany(row => row ?? []).ToArray()));

    /// <summary>A column of maps.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="lengths">For each row how many entries it has; below 0 is null.</param>
    /// <param name="keys">The keys of all rows, one after the other, none null and each once in its row.</param>
    /// <param name="values">Their values.</param>
    /// <exception cref="ArgumentException">There are more or fewer keys or values than the lengths say.</exception>
    public static ColumnData OfMaps(string name, ReadOnlySpan<int> lengths, ColumnData keys, ColumnData values)
    {
        var entries = OfStruct("entry", [keys.Named("key"), values.Named("value")]);
        return new(name, Lists(ColumnType.OfMap(keys.Type, values.Type), lengths, entries.Source));
    }

    /// <summary>A column of structs.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="fields">At least one, all of the same length; their names are the fields'.</param>
    /// <param name="isNull">Rows that are null as a whole; empty = none.</param>
    /// <exception cref="ArgumentException">No fields, or of different lengths.</exception>
    public static ColumnData OfStruct(string name, IReadOnlyList<ColumnData> fields, ReadOnlyMemory<bool> isNull = default)
    {
        if (fields.Count == 0) throw new ArgumentException("A struct has at least one field.", nameof(fields));
        if (fields.FirstOrDefault(field => field.Count != fields[0].Count) is { } odd) throw new ArgumentException($"Field '{odd.Name}' has {odd.Count} rows, '{fields[0].Name}' has {fields[0].Count}.", nameof(fields));
        if (!isNull.IsEmpty && isNull.Length != fields[0].Count) throw new ArgumentException($"There are {fields[0].Count} rows, and {isNull.Length} of them are said to be null or not.", nameof(isNull));
        return new(name, new StructSource(ColumnType.OfStruct([.. fields.Select(field => new TableColumn(field.Name, field.Type))]), [.. fields.Select(field => field.Source)], isNull));
    }

    private static ListSource Lists(ColumnType type, ReadOnlySpan<int> lengths, IColumnSource elements)
    {
        var (starts, isNull) = (new int[lengths.Length + 1], (bool[]?)null);
        for (var row = 0; row < lengths.Length; row++)
        {
            if (lengths[row] < 0) (isNull ??= new bool[lengths.Length])[row] = true;
            starts[row + 1] = checked(starts[row] + Math.Max(0, lengths[row]));
        }
        return starts[^1] == elements.Count ? new(type, starts, isNull, elements) : throw new ArgumentException($"The rows have {starts[^1]} elements by their lengths, and {elements.Count} were given.", nameof(lengths));
    }

    private ColumnData Named(string name) => new(name, _source);
}
