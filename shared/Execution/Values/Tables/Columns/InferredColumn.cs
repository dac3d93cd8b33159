using System.Globalization;
using System.Text;
using System.Text.Json;
using Serverless.Graph.Values;
using Serverless.Tables;

namespace Serverless.Execution.Values.Tables.Columns;

/// <summary>
/// A column whose type is that of all its values, each looked at: booleans, whole numbers, numbers, text, lists, records. Whole numbers and others together are
/// DOUBLE, if each of them is one; values of several kinds are JSON text. Text is text, whatever it looks like.
/// </summary>
internal sealed class InferredColumn(string path) : RecordColumn
{
    private RecordColumn _values = new NullColumn();

    public override int Count => _values.Count;

    public override void Add(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null: _values.AddNull(); break;
            case JsonTokenType.True or JsonTokenType.False when _values is ValueColumn<bool> or NullColumn: Ensure(Booleans).Add(ref json); break;
            case JsonTokenType.Number: AddNumber(ref json); break;
            case JsonTokenType.String: AddText(ref json); break;
            case JsonTokenType.StartArray when _values is ListRecordColumn or NullColumn: Ensure(() => new ListRecordColumn(path)).Add(ref json); break;
            case JsonTokenType.StartObject when _values is StructRecordColumn or NullColumn: Ensure(() => new StructRecordColumn(path)).Add(ref json); break;
            default: Mixed().Add(ref json); break;
        }
    }

    public override void AddNull() => _values.AddNull();

    // Records without a field are no struct of SQL's.
    public override ColumnData ToData(string name) => (_values is StructRecordColumn { Fields.Count: 0 } ? Mixed() : _values).ToData(name);

    public override void Write(Utf8JsonWriter json, int row) => _values.Write(json, row);

    private void AddNumber(ref Utf8JsonReader json)
    {
        if (IsNamedOnly()) _values = Doubles(((TextRecordColumn)_values).Rows.Select(text => text is null ? null : Number.Named(text)));
        switch (_values)
        {
            case NullColumn or ValueColumn<long> when json.TryGetInt64(out var whole):
                Ensure(Longs).Add(whole);
                break;
            case NullColumn or ValueColumn<long> or ValueColumn<Int128> when Number.IsWhole(json.ValueSpan) && Int128.TryParse(json.ValueSpan, CultureInfo.InvariantCulture, out var wide):
                if (_values is ValueColumn<long> longs) _values = Wides(longs.Rows.Select(value => (Int128?)value));
                Ensure(() => Wides([])).Add(wide);
                break;
            case NullColumn or ValueColumn<long> or ValueColumn<Int128> or ValueColumn<double>:
                if (_values is ValueColumn<long> small) _values = Doubles(small.Rows.Select(value => value is { } v ? Number.Exact(path, v) : (double?)null));
                if (_values is ValueColumn<Int128> large) _values = Doubles(large.Rows.Select(value => value is { } v ? Number.Exact(path, v) : (double?)null));
                Ensure(() => Doubles([])).Add(Number.Double(path, ref json));
                break;
            default:
                Mixed().Add(ref json);
                break;
        }
    }

    private void AddText(ref Utf8JsonReader json)
    {
        if (_values is NullColumn or TextRecordColumn)
        {
            Ensure(() => new TextRecordColumn()).Add(ref json);
        }
        else if (_values is ValueColumn<long> or ValueColumn<Int128> or ValueColumn<double> && Number.Named(json.GetString()!) is { } named)
        {
            // What JSON has no number for is written by its name.
            if (_values is ValueColumn<long> small) _values = Doubles(small.Rows.Select(value => value is { } v ? Number.Exact(path, v) : (double?)null));
            if (_values is ValueColumn<Int128> large) _values = Doubles(large.Rows.Select(value => value is { } v ? Number.Exact(path, v) : (double?)null));
            ((ValueColumn<double>)_values).Add(named);
        }
        else
        {
            Mixed().Add(ref json);
        }
    }

    private bool IsNamedOnly() => _values is TextRecordColumn texts && texts.Rows.All(text => text is null || Number.Named(text) is not null);

    // The column of one kind, which takes the place of nulls alone.
    private T Ensure<T>(Func<T> make)
        where T : RecordColumn
    {
        if (_values is T known) return known;
        var made = make();
        for (var row = 0; row < _values.Count; row++) made.AddNull();
        _values = made;
        return made;
    }

    private MixedColumn Mixed()
    {
        if (_values is MixedColumn known) return known;
        var mixed = new MixedColumn();
        for (var row = 0; row < _values.Count; row++) mixed.Copy(_values, row);
        _values = mixed;
        return mixed;
    }

    private static ValueColumn<bool> Booleans() => new(static (ref Utf8JsonReader json) => json.GetBoolean(), static (json, value) => json.WriteBooleanValue(value));

    private static ValueColumn<long> Longs() => new(static (ref Utf8JsonReader json) => json.GetInt64(), static (json, value) => json.WriteNumberValue(value));

    private static ValueColumn<Int128> Wides(IEnumerable<Int128?> rows) => Filled(
        new ValueColumn<Int128>(static (ref Utf8JsonReader _) => default, static (json, value) => json.WriteRawValue(value.ToString(CultureInfo.InvariantCulture))), rows);

    private static ValueColumn<double> Doubles(IEnumerable<double?> rows) => Filled(
        new ValueColumn<double>(static (ref Utf8JsonReader json) => json.GetDouble(), static (json, value) => JsonSerializer.Serialize(json, value, ClrValues.Json)), rows);

    private static ValueColumn<T> Filled<T>(ValueColumn<T> column, IEnumerable<T?> rows)
        where T : struct
    {
        foreach (var row in rows) column.Add(row);
        return column;
    }

    /// <summary>Values of several kinds, each as its JSON.</summary>
    private sealed class MixedColumn : RecordColumn
    {
        private readonly TextRecordColumn _texts = new();

        public override int Count => _texts.Count;

        public override void Add(ref Utf8JsonReader json) => _texts.Add(JsonElement.ParseValue(ref json).GetRawText());

        public override void AddNull() => _texts.AddNull();

        public override ColumnData ToData(string name) => _texts.ToData(name);

        public override void Write(Utf8JsonWriter json, int row)
        {
            if (_texts.Rows[row] is { } text) json.WriteRawValue(text);
            else json.WriteNullValue();
        }

        public void Copy(RecordColumn from, int row)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ClrValues.Json.Encoder })) from.Write(json, row);
            var text = Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
            _texts.Add(text == "null" ? null : text);
        }
    }
}
