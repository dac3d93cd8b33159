using System.Text;
using Serverless.Tables.Native;
using Serverless.Tables.Types;

namespace Serverless.Tables.Schema;

/// <summary>Our types to DuckDB's logical types, for the kinds that C# hands in.</summary>
internal static unsafe class TypeWriter
{
    public static LogicalTypeHandle Create(ColumnType type)
    {
        switch (type.Kind)
        {
            case ColumnKind.Decimal:
                return NativeMethods.CreateDecimalType(type.Width, type.Scale);
            case ColumnKind.List:
                using (var element = Create(type.Children[0].Type)) return NativeMethods.CreateListType(element);
            case ColumnKind.Map:
                using (var key = Create(type.Children[0].Type))
                using (var value = Create(type.Children[1].Type)) return NativeMethods.CreateMapType(key, value);
            case ColumnKind.Struct:
                return Struct(type.Children);
            case ColumnKind.Enum:
                return WithTexts(type.EnumValues, static (values, count) => NativeMethods.CreateEnumType((byte**)values, count));
            case ColumnKind.Array or ColumnKind.Union:
                throw new NotSupportedException($"C# hands in no values of type {type}.");
            default:
                return NativeMethods.CreateType((int)type.Kind);
        }
    }

    private static LogicalTypeHandle Struct(IReadOnlyList<TableColumn> fields)
    {
        var types = new List<LogicalTypeHandle>();
        try
        {
            foreach (var field in fields) types.Add(Create(field.Type));
            // The handles live to the end of this method: their pointers are good for the call.
            var pointers = types.Select(type => type.DangerousGetHandle()).ToArray();
            return WithTexts([.. fields.Select(field => field.Name)], (names, count) =>
            {
                fixed (nint* first = pointers) return NativeMethods.CreateStructType(first, (byte**)names, count);
            });
        }
        finally
        {
            foreach (var type in types) type.Dispose();
        }
    }

    /// <summary>Texts as an array of zero-ended UTF-8.</summary>
    private static LogicalTypeHandle WithTexts(IReadOnlyList<string> texts, Func<nint, ulong, LogicalTypeHandle> call)
    {
        var (bytes, starts) = (new List<byte>(), new List<int>());
        foreach (var text in texts)
        {
            if (text.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("A name or a value of an enum has no null character.", nameof(texts));
            starts.Add(bytes.Count);
            bytes.AddRange(Encoding.UTF8.GetBytes(text));
            bytes.Add(0);
        }
        fixed (byte* first = bytes.ToArray())
        {
            var pointers = new nint[starts.Count];
            for (var i = 0; i < pointers.Length; i++) pointers[i] = (nint)(first + starts[i]);
            fixed (nint* all = pointers) return call((nint)all, (ulong)pointers.Length);
        }
    }
}
