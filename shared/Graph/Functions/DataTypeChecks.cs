using Serverless.Graph.Values;

namespace Serverless.Graph.Functions;

/// <summary>Whether a value, or the result of another function, fits a type.</summary>
internal static class DataTypeChecks
{
    /// <summary>Reports each part of <paramref name="value"/> that does not fit; references are left to the sink.</summary>
    public static void Check<TPath>(GraphValue value, DataType type, TPath path, ITypeCheck<TPath> sink)
    {
        if (value.Kind == GraphValueKind.Ref)
        {
            sink.Reference(value.AsRef(), type, path);
            return;
        }
        if (type.Kind is DataTypeKind.Any)
        {
            Descend(value, DataType.Any, path, sink);
            return;
        }
        if (!Fits(value, type))
        {
            sink.Mismatch(value, type, path);
            return;
        }
        if (value.Kind == GraphValueKind.Map && type.Kind == DataTypeKind.Record) CheckFields(value, type, path, sink);
        else Descend(value, type.Element ?? DataType.Any, path, sink);
    }

    /// <summary>Whether results of <paramref name="from"/> can be arguments of type <paramref name="to"/>; only clear conflicts are refused.</summary>
    public static bool Assignable(DataType from, DataType to)
    {
        if (from.Kind == DataTypeKind.Any || to.Kind == DataTypeKind.Any) return true;
        if (from.Kind == to.Kind) return from.Element is null || to.Element is null || Assignable(from.Element, to.Element);
        return (from.Kind, to.Kind) switch
        {
            (DataTypeKind.Integer, DataTypeKind.Number or DataTypeKind.Decimal) => true,
            (DataTypeKind.Number, DataTypeKind.Decimal) or (DataTypeKind.Decimal, DataTypeKind.Number) => true,
            (DataTypeKind.String, DataTypeKind.Enum) or (DataTypeKind.Enum, DataTypeKind.String) => true,
            (DataTypeKind.Record, DataTypeKind.Map) or (DataTypeKind.Map, DataTypeKind.Record) => true,
            (DataTypeKind.Blob, DataTypeKind.Stream) or (DataTypeKind.Stream, DataTypeKind.Blob) => true,
            // A record is a row, a list of records rows.
            (DataTypeKind.Record or DataTypeKind.Map, DataTypeKind.Table) => true,
            (DataTypeKind.List, DataTypeKind.Table) => from.Element is null || Assignable(from.Element, to),
            _ => false,
        };
    }

    /// <summary>Whether the value itself fits; parts of lists and maps are not looked at.</summary>
    public static bool Fits(GraphValue value, DataType type) => type.Kind == DataTypeKind.Any || value.Kind switch
    {
        GraphValueKind.Null => type.Nullable,
        GraphValueKind.Boolean => type.Kind == DataTypeKind.Boolean,
        GraphValueKind.Integer => type.Kind switch
        {
            DataTypeKind.Integer => value.AsInteger() >= type.Minimum && value.AsInteger() <= type.Maximum,
            DataTypeKind.Number or DataTypeKind.Decimal => true,
            _ => false,
        },
        GraphValueKind.Double => type.Kind == DataTypeKind.Number || (type.Kind == DataTypeKind.Decimal && double.IsFinite(value.AsDouble())),
        GraphValueKind.Decimal => type.Kind is DataTypeKind.Decimal or DataTypeKind.Number,
        GraphValueKind.String => type.Kind == DataTypeKind.String || (type.Kind == DataTypeKind.Enum && type.Values.Contains(value.AsString(), StringComparer.OrdinalIgnoreCase)),
        GraphValueKind.List => type.Kind == DataTypeKind.List,
        GraphValueKind.Map => type.Kind is DataTypeKind.Map or DataTypeKind.Record or DataTypeKind.Blob or DataTypeKind.Stream,
        _ => true,
    };

    private static void Descend<TPath>(GraphValue value, DataType element, TPath path, ITypeCheck<TPath> sink)
    {
        if (value.Kind == GraphValueKind.List)
        {
            var items = value.AsList();
            for (var i = 0; i < items.Length; i++)
            {
                if (items[i].Kind >= GraphValueKind.List || element.Kind != DataTypeKind.Any) Check(items[i], element, sink.Item(path, i), sink);
            }
        }
        else if (value.Kind == GraphValueKind.Map)
        {
            foreach (var (key, item) in value.AsMap()) Check(item, element, sink.Entry(path, key), sink);
        }
    }

    private static void CheckFields<TPath>(GraphValue value, DataType type, TPath path, ITypeCheck<TPath> sink)
    {
        foreach (var (key, item) in value.AsMap())
        {
            var field = type.Fields.FirstOrDefault(f => string.Equals(f.Name, key, StringComparison.OrdinalIgnoreCase));
            if (field is null) sink.UnknownField(key, type, path);
            else Check(item, field.Type, sink.Entry(path, key), sink);
        }
        foreach (var field in type.Fields)
        {
            if (field.Required && !value.AsMap().Any(e => string.Equals(e.Key, field.Name, StringComparison.OrdinalIgnoreCase))) sink.MissingField(field, path);
        }
    }
}

/// <summary>Where the findings of a check go.</summary>
internal interface ITypeCheck<TPath>
{
    TPath Item(TPath path, int index);

    TPath Entry(TPath path, string key);

    void Reference(NodeId node, DataType type, TPath path);

    void Mismatch(GraphValue value, DataType type, TPath path);

    void UnknownField(string key, DataType type, TPath path);

    void MissingField(DataField field, TPath path);
}
