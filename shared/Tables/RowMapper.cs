using System.Reflection;
using Serverless.Tables.Reading;
using Serverless.Tables.Rows;
using Serverless.Tables.Types;

namespace Serverless.Tables;

/// <summary>Makes a record of a row, by the names of its constructor's parameters.</summary>
internal sealed class RowMapper<T>
{
    private readonly ConstructorInvoker _constructor;
    private readonly Slot[] _slots;

    private RowMapper(ConstructorInvoker constructor, Slot[] slots) => (_constructor, _slots) = (constructor, slots);

    public static RowMapper<T> For(TableSchema schema)
    {
        var constructor = RowConstructor.Of(typeof(T));
        var slots = constructor.GetParameters().Select(parameter => Slot.For(parameter, schema, typeof(T))).ToArray();
        return new RowMapper<T>(ConstructorInvoker.Create(constructor), slots);
    }

    public T Map(TableReader reader, int row)
    {
        var arguments = new object?[_slots.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            var slot = _slots[i];
            arguments[i] = slot.Convert(ValueReader.Read(reader.Vector(slot.Column), slot.ColumnType, row), slot.Name);
        }
        return (T)_constructor.Invoke(arguments.AsSpan());
    }

    private sealed record Slot(string Name, int Column, ColumnType ColumnType, Func<object?, string, object?> Convert)
    {
        public static Slot For(ParameterInfo parameter, TableSchema schema, Type row)
        {
            var column = Enumerable.Range(0, schema.Columns.Count).Where(i => RowConstructor.SameName(schema.Columns[i].Name, parameter.Name!)).Append(-1).First();
            if (column < 0)
            {
                throw new ArgumentException($"{row.Name} needs a column '{parameter.Name}'; the result has {string.Join(", ", schema.Columns.Select(c => c.Name))}.", nameof(schema));
            }
            var type = schema.Columns[column].Type;
            return new Slot(schema.Columns[column].Name, column, type, ValueConverter.For(parameter.ParameterType, RowConstructor.AllowsNull(parameter)));
        }
    }
}
