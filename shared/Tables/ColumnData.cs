using Serverless.Tables.Columns;

namespace Serverless.Tables;

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
    /// A column without nulls of bool, an integer type, float, double, DateOnly, DateTime, DateTimeOffset, TimeOnly, Guid, or with text or bytes, of which null is null.
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
}
