using System.Text.Json;
using Serverless.Tables.Columns;

namespace Serverless.Execution.Values.Tables.Columns;

/// <summary>Reads the value that the reader stands on.</summary>
internal delegate T ReadValue<T>(ref Utf8JsonReader json);

/// <summary>Values of one .NET type.</summary>
/// <param name="read">From JSON.</param>
/// <param name="make">Makes the column; null: as the type says.</param>
internal sealed class ValueColumn<T>(ReadValue<T> read, Func<string, T?[], ColumnData>? make = null) : RecordColumn
    where T : struct
{
    private readonly List<T?> _rows = [];

    public override int Count => _rows.Count;

    public IReadOnlyList<T?> Rows => _rows;

    public override void Add(ref Utf8JsonReader json) => _rows.Add(read(ref json));

    public void Add(T? value) => _rows.Add(value);

    public override void AddNull() => _rows.Add(null);

    public override RecordColumn Empty() => new ValueColumn<T>(read, make);

    public override ColumnData ToData(string name) => make is not null ? make(name, [.. _rows]) : ColumnData.OfNullable<T>(name, _rows.ToArray());
}

/// <summary>Text.</summary>
internal sealed class TextRecordColumn : RecordColumn
{
    private readonly List<string?> _rows = [];

    public override int Count => _rows.Count;

    public IReadOnlyList<string?> Rows => _rows;

    public override void Add(ref Utf8JsonReader json) => _rows.Add(json.GetString());

    public void Add(string? value) => _rows.Add(value);

    public override void AddNull() => _rows.Add(null);

    public override RecordColumn Empty() => new TextRecordColumn();

    public override ColumnData ToData(string name) => ColumnData.Of(name, _rows.ToArray()!);
}

/// <summary>Nothing but nulls.</summary>
internal sealed class NullColumn : RecordColumn
{
    private int _count;

    public override int Count => _count;

    public override void Add(ref Utf8JsonReader json) => _count++;

    public override void AddNull() => _count++;

    public override RecordColumn Empty() => new NullColumn();

    public override ColumnData ToData(string name) => ColumnData.OfNulls(name, _count);
}
