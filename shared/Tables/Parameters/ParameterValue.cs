using System.Collections;
using System.Text;
using Serverless.Tables.Errors;
using Serverless.Tables.Native;
using Serverless.Tables.Schema;
using Serverless.Tables.Types;

namespace Serverless.Tables.Parameters;

/// <summary>.NET values to DuckDB's. DuckDB copies; nothing stays pinned.</summary>
internal static unsafe class ParameterValue
{
    private const string Accepted = "null, bool, integers, double, decimal, string, DateOnly, DateTime, DateTimeOffset, Guid, byte[] and lists of one of these";

    public static ValueHandle Create(string name, object? value) => value switch
    {
        null => NativeMethods.CreateNull(),
        bool b => NativeMethods.CreateBoolean(b ? (byte)1 : (byte)0),
        sbyte or byte or short or ushort or int or uint or long => NativeMethods.CreateInt64(Convert.ToInt64(value)),
        float or double => NativeMethods.CreateDouble(Convert.ToDouble(value)),
        ulong u => Decimal(u),
        decimal d => Decimal(d),
        string s => Text(name, s),
        Guid g => Text(name, g.ToString()),
        DateOnly d => NativeMethods.CreateDate(d.DayNumber - Days.UnixEpoch),
        DateTimeOffset t => NativeMethods.CreateTimestampTz(Microseconds(t.UtcDateTime)),
        // A time that says it is UTC is an instant; any other is what a clock on a wall shows.
        DateTime { Kind: DateTimeKind.Utc } t => NativeMethods.CreateTimestampTz(Microseconds(t)),
        DateTime t => NativeMethods.CreateTimestamp(Microseconds(t)),
        byte[] bytes => Blob(bytes),
        IEnumerable list => List(name, list),
        _ => throw new TableException(TableErrorKind.Parameter, $"Parameter ${name} is a {value.GetType().Name}. Accepted: {Accepted}."),
    };

    private static long Microseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static ValueHandle Decimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = new Int128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        return NativeMethods.CreateDecimal(new NativeDecimal
        {
            Width = 38,
            Scale = (byte)((bits[3] >> 16) & 0x7f),
            Value = NativeHugeInt.From(bits[3] < 0 ? -magnitude : magnitude),
        });
    }

    private static ValueHandle Text(string name, string text)
    {
        byte[] bytes;
        try
        {
            bytes = StrictUtf8.Encoding.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new TableException(TableErrorKind.Parameter, $"Parameter ${name} is no text: it holds half of a surrogate pair, which UTF-8 cannot say.");
        }
        fixed (byte* p = bytes) return NativeMethods.CreateVarchar(p, (ulong)bytes.Length);
    }

    private static ValueHandle Blob(byte[] bytes)
    {
        fixed (byte* p = bytes) return NativeMethods.CreateBlob(p, (ulong)bytes.Length);
    }

    private static ValueHandle List(string name, IEnumerable list)
    {
        var items = list.Cast<object?>().ToList();
        using var type = ElementType(name, items);
        var values = new List<ValueHandle>(items.Count);
        try
        {
            foreach (var item in items) values.Add(Create(name, item));
            var raw = values.Select(value => value.DangerousGetHandle()).ToArray();
            fixed (nint* p = raw) return NativeMethods.CreateList(type, p, (ulong)raw.Length);
        }
        finally
        {
            foreach (var value in values) value.Dispose();
        }
    }

    /// <summary>Of the first element that is not null; DuckDB casts the others to it or says which it cannot.</summary>
    private static LogicalTypeHandle ElementType(string name, List<object?> items)
    {
        switch (items.Find(item => item is not null))
        {
            case null:
                return NativeMethods.CreateType((int)ColumnKind.Null);
            case decimal:
                var scale = items.OfType<decimal>().Max(item => item.Scale);
                return NativeMethods.CreateDecimalType(38, scale);
            case IEnumerable and not string and not byte[]:
                var inner = items.OfType<IEnumerable>().SelectMany(item => item.Cast<object?>()).ToList();
                using (var child = ElementType(name, inner)) return NativeMethods.CreateListType(child);
            case var item:
                return NativeMethods.CreateType((int)(item switch
                {
                    bool => ColumnKind.Boolean,
                    float or double => ColumnKind.Double,
                    // JSON has one kind of number: a list may mix whole and broken ones.
                    sbyte or byte or short or ushort or int or uint or long => items.Exists(other => other is double or float) ? ColumnKind.Double : ColumnKind.BigInt,
                    DateOnly => ColumnKind.Date,
                    DateTimeOffset or DateTime { Kind: DateTimeKind.Utc } => ColumnKind.TimestampTz,
                    DateTime => ColumnKind.Timestamp,
                    string or Guid => ColumnKind.Varchar,
                    byte[] => ColumnKind.Blob,
                    _ => throw new TableException(TableErrorKind.Parameter, $"Parameter ${name} holds a {item.GetType().Name}. Accepted: {Accepted}."),
                }));
        }
    }
}
