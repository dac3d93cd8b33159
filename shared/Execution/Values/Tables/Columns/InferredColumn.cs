using System.Globalization;
using System.Text.Json;
using Serverless.Graph.Values;
using Serverless.Tables.Columns;

namespace Serverless.Execution.Values.Tables.Columns;

/// <summary>
/// A column whose type is that of all its values, each looked at: booleans, whole numbers, numbers, text, lists, records. Whole numbers and others together are
/// DOUBLE, if each of them is one; values of several kinds are JSON text. Text is text, whatever it looks like. Which value comes first makes no difference.
/// </summary>
internal sealed class InferredColumn(string path) : RecordColumn
{
    private RecordColumn _values = new NullColumn();
    private ValueKinds _kinds;
    private string? _problem;
    private bool _isLate;

    private InferredColumn(InferredColumn full) : this(full.Path) => (_values, _kinds, _problem) = (full._values.Empty(), full._kinds, full._problem);

    public override int Count => _values.Count;

    public override bool IsLate => _isLate || _values.IsLate;

    private string Path => path;

    public override void Add(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null: _values.AddNull(); break;
            case JsonTokenType.True or JsonTokenType.False: AddBoolean(ref json); break;
            case JsonTokenType.Number: AddNumber(ref json); break;
            case JsonTokenType.String: AddText(ref json); break;
            case JsonTokenType.StartArray:
                _kinds |= ValueKinds.List;
                if (_values is ListRecordColumn or NullColumn) AddNested(ref json, () => new ListRecordColumn(path));
                else Mixed().Add(ref json);
                break;
            default:
                _kinds |= ValueKinds.Record;
                if (_values is StructRecordColumn or NullColumn) AddNested(ref json, () => new StructRecordColumn(path));
                else Mixed().Add(ref json);
                break;
        }
    }

    public override void AddNull() => _values.AddNull();

    public override RecordColumn Empty() => new InferredColumn(this);

    /// <exception cref="NoTableException">Its values are of one kind, whose column does not hold each of them.</exception>
    public override ColumnData ToData(string name)
    {
        // Where there are several kinds each value is its JSON, and nothing is lost.
        if (_problem is not null && System.Numerics.BitOperations.IsPow2((int)_kinds)) throw new NoTableException(_problem);
        // Records without a field are no struct of SQL's.
        return (_values is StructRecordColumn { Fields.Count: 0 } empty ? empty.ToTexts() : _values).ToData(name);
    }

    private void AddBoolean(ref Utf8JsonReader json)
    {
        _kinds |= ValueKinds.Boolean;
        if (_values is ValueColumn<bool> or NullColumn) Ensure(Booleans).Add(ref json);
        else Mixed().Add(ref json);
    }

    // What the column of one kind refuses is a value like others where there are several kinds, whichever of them comes first.
    private void AddNested(ref Utf8JsonReader json, Func<RecordColumn> make)
    {
        var start = json;
        try
        {
            if (_values is NullColumn) _values = Padded(make());
            _values.Add(ref json);
        }
        catch (NoTableException refused)
        {
            json = start;
            Refused(refused.Message).Add(ref json);
        }
    }

    private void AddNumber(ref Utf8JsonReader json)
    {
        _kinds |= ValueKinds.Number;
        var digits = Number.DigitsOf(ref json);
        switch (_values)
        {
            case NullColumn or ValueColumn<long> when Number.IsWhole(digits) && long.TryParse(digits, CultureInfo.InvariantCulture, out var whole):
                Ensure(Longs).Add(whole);
                break;
            case NullColumn or ValueColumn<long> or ValueColumn<Int128> when Number.IsWhole(digits) && Int128.TryParse(digits, CultureInfo.InvariantCulture, out var wide):
                if (_values is ValueColumn<long> longs) _values = Wides(longs.Rows.Select(value => (Int128?)value));
                Ensure(() => Wides([])).Add(wide);
                break;
            case NullColumn or ValueColumn<long> or ValueColumn<Int128> or DoubleColumn:
                AddDouble(ref json);
                break;
            default:
                Mixed().Add(ref json);
                break;
        }
    }

    private void AddText(ref Utf8JsonReader json)
    {
        if (ExactJson.IsNamed(ref json, out var named))
        {
            AddNamed(ref json, named);
            return;
        }
        _kinds |= ValueKinds.Text;
        if (_values is NullColumn or TextRecordColumn) Ensure(() => new TextRecordColumn()).Add(ref json);
        else Mixed().Add(ref json);
    }

    // A double that JSON has no number for.
    private void AddNamed(ref Utf8JsonReader json, double named)
    {
        _kinds |= ValueKinds.Number;
        if (_values is not (NullColumn or ValueColumn<long> or ValueColumn<Int128> or DoubleColumn)) Mixed().Add(ref json);
        // The NaN without a sign: .NET's has one, which SQL would show.
        else AddDouble(ref json, double.IsNaN(named) ? Number.Named("NaN")!.Value : named);
    }

    private void AddDouble(ref Utf8JsonReader json, double? named = null)
    {
        try
        {
            Widen();
            var doubles = Ensure(() => new DoubleColumn(path));
            if (named is { } number) doubles.Add(number);
            else doubles.Add(ref json);
        }
        catch (NoTableException refused)
        {
            Refused(refused.Message).Add(ref json);
        }
    }

    // Whole numbers become numbers, if each of them is one.
    private void Widen()
    {
        if (_values is ValueColumn<long> longs) _values = DoubleColumn.OfWhole(path, longs.Rows.Select(value => (Int128?)value));
        else if (_values is ValueColumn<Int128> wides) _values = DoubleColumn.OfWhole(path, wides.Rows);
    }

    // The column of one kind, which takes the place of nulls alone.
    private T Ensure<T>(Func<T> make)
        where T : RecordColumn
    {
        if (_values is T known) return known;
        var made = Padded(make());
        _values = made;
        return made;
    }

    private MixedColumn Refused(string problem)
    {
        _problem ??= problem;
        return Mixed();
    }

    // Values of before are nulls here until they are read again: what they were as JSON is gone.
    private MixedColumn Mixed()
    {
        if (_values is MixedColumn known) return known;
        _isLate |= _values is not NullColumn;
        var mixed = Padded(new MixedColumn());
        _values = mixed;
        return mixed;
    }

    private T Padded<T>(T column)
        where T : RecordColumn
    {
        for (var row = 0; row < _values.Count; row++) column.AddNull();
        return column;
    }

    private static ValueColumn<bool> Booleans() => new(static (ref Utf8JsonReader json) => json.GetBoolean());

    private static ValueColumn<long> Longs() => new(static (ref Utf8JsonReader json) => json.GetInt64());

    private static ValueColumn<Int128> Wides(IEnumerable<Int128?> rows)
    {
        var column = new ValueColumn<Int128>(static (ref Utf8JsonReader json) => Int128.Parse(Number.DigitsOf(ref json), CultureInfo.InvariantCulture));
        foreach (var row in rows) column.Add(row);
        return column;
    }

    /// <summary>What kinds of values there were.</summary>
    [Flags]
    private enum ValueKinds
    {
        None = 0,
        Boolean = 1,
        Number = 2,
        Text = 4,
        List = 8,
        Record = 16,
    }
}
