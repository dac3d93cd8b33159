using Serverless.Execution.Values.Tables.Columns;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;

namespace Serverless.Execution.Values.Tables;

/// <summary>
/// The columns that all records of a document's list have together. Each element is a table with all of them, null where it lacks one: how elements are
/// grouped changes no column. What a method gives is known one by one; there is no shape of it.
/// </summary>
/// <param name="items">The list.</param>
/// <param name="resolve">Replaces references by the values of their nodes.</param>
internal sealed class RecordShape(ItemsNode items, Func<GraphValue, GraphValue> resolve)
{
    private StructRecordColumn? _all;

    /// <exception cref="NoTableException">An item is no record, and no list of records.</exception>
    public StructRecordColumn NewColumns()
    {
        if (_all is null)
        {
            var reader = new RecordReader(null);
            var all = new StructRecordColumn("");
            foreach (var item in items.Items) Add(reader, all, resolve(item));
            _all = all.Empty();
        }
        return _all.Empty();
    }

    private static void Add(RecordReader reader, StructRecordColumn all, GraphValue value)
    {
        if (value.Kind != GraphValueKind.List) reader.Read(value, all);
        else foreach (var item in value.AsList()) Add(reader, all, item);
    }
}
