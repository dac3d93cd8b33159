using System.Text;
using System.Text.Json;
using Serverless.Tables.Columns;

namespace Serverless.Execution.Values.Tables.Columns;

/// <summary>Lists of values.</summary>
internal sealed class ListRecordColumn(string path) : RecordColumn
{
    private readonly List<int> _lengths = [];
    private RecordColumn _elements = new InferredColumn($"{path}[]");

    public override int Count => _lengths.Count;

    public override void Add(ref Utf8JsonReader json)
    {
        var start = _elements.Count;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) _elements.Add(ref json);
        _lengths.Add(_elements.Count - start);
    }

    public override void AddNull() => _lengths.Add(-1);

    public override RecordColumn Empty() => new ListRecordColumn(path) { _elements = _elements.Empty() };

    public override bool IsLate => _elements.IsLate;

    public override ColumnData ToData(string name) => ColumnData.OfLists(name, _lengths.ToArray(), _elements.ToData("element"));
}

/// <summary>Records: columns by name, in the order in which names first came. A name that a record lacks is null there.</summary>
/// <param name="path">Where, for errors; empty: the table itself.</param>
/// <param name="known">Types of columns by name, where they are known.</param>
internal sealed class StructRecordColumn(string path, IReadOnlyDictionary<string, Func<RecordColumn>>? known = null) : RecordColumn
{
    private readonly List<Field> _fields = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<bool> _isNull = [];
    private bool _hasNulls;

    public override int Count => _isNull.Count;

    public IReadOnlyList<Field> Fields => _fields;

    /// <summary>A column there already, also when no record has it.</summary>
    public void Declare(string name) => Find(name);

    public override void Add(ref Utf8JsonReader json)
    {
        var row = Count;
        for (var next = 0; json.Read() && json.TokenType != JsonTokenType.EndObject; next++)
        {
            // Records of one kind have their fields in one order: then no name is looked up.
            if (next >= _fields.Count || !json.ValueTextEquals(_fields[next].Utf8)) next = Find(json.GetString()!);
            json.Read();
            var field = _fields[next];
            if (field.Column.Count > row) throw new NoTableException($"The record {row} has the field '{field.Name}' twice{Place}.");
            if (json.TokenType == JsonTokenType.Null) field.Column.AddNull();
            else field.Column.Add(ref json);
        }
        _isNull.Add(false);
        Complete();
    }

    public override void AddNull()
    {
        _isNull.Add(true);
        _hasNulls = true;
        Complete();
    }

    public override StructRecordColumn Empty()
    {
        var empty = new StructRecordColumn(path, known);
        foreach (var field in _fields) empty.Add(field with { Column = field.Column.Empty() });
        return empty;
    }

    public override bool IsLate => _fields.Exists(known => known.Column.IsLate);

    /// <summary>Records without a field, each as its JSON.</summary>
    public TextRecordColumn ToTexts()
    {
        var texts = new TextRecordColumn();
        foreach (var isNull in _isNull) texts.Add(isNull ? null : "{}");
        return texts;
    }

    public override ColumnData ToData(string name) => ColumnData.OfStruct(name, Columns(), _hasNulls ? _isNull.ToArray() : default(ReadOnlyMemory<bool>));

    public List<ColumnData> Columns() => [.. _fields.Select(field => field.Column.ToData(field.Name))];

    private string Place => path.Length == 0 ? "" : $" in '{path}'";

    private void Complete()
    {
        foreach (var field in _fields)
        {
            if (field.Column.Count < Count) field.Column.AddNull();
        }
    }

    private int Find(string name)
    {
        if (_byName.TryGetValue(name, out var index))
        {
            return _fields[index].Name == name ? index : throw new NoTableException(
                $"Records have the fields '{_fields[index].Name}' and '{name}'{Place}: columns are told by their letters and not by upper and lower case, so both would be one. Give one another name.");
        }
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal)) throw new NoTableException($"A record has a field whose name is {(name.Length == 0 ? "empty" : "no text for SQL (it has a null character)")}{Place}: a column needs a name.");
        var column = known?.GetValueOrDefault(name)?.Invoke() ?? new InferredColumn(path.Length == 0 ? name : $"{path}.{name}");
        for (var row = 0; row < Count; row++) column.AddNull();
        Add(new Field(name, Encoding.UTF8.GetBytes(name), column));
        return _fields.Count - 1;
    }

    private void Add(Field field)
    {
        _byName[field.Name] = _fields.Count;
        _fields.Add(field);
    }

    public sealed record Field(string Name, byte[] Utf8, RecordColumn Column);
}
