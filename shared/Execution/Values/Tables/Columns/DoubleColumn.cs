using System.Text.Json;
using Serverless.Tables.Columns;

namespace Serverless.Execution.Values.Tables.Columns;

/// <summary>Numbers, of which some have fractions: DOUBLE.</summary>
internal sealed class DoubleColumn(string path) : RecordColumn
{
    private readonly List<double?> _rows = [];

    public override int Count => _rows.Count;

    /// <summary>Whole numbers that turn out to be among others.</summary>
    /// <exception cref="NoTableException">One of them is no double.</exception>
    public static DoubleColumn OfWhole(string path, IEnumerable<Int128?> rows)
    {
        var column = new DoubleColumn(path);
        foreach (var row in rows) column._rows.Add(row is { } value ? Number.Exact(path, value) : null);
        return column;
    }

    /// <summary>Adds a number as it is spelled.</summary>
    public override void Add(ref Utf8JsonReader json) => _rows.Add(Number.Double(path, ref json));

    public void Add(double value) => _rows.Add(value);

    public override void AddNull() => _rows.Add(null);

    public override RecordColumn Empty() => new DoubleColumn(path);

    public override ColumnData ToData(string name) => ColumnData.OfNullable<double>(name, _rows.ToArray());
}
