using System.Globalization;
using System.Text;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;

namespace Serverless.Execution.Values;

/// <summary>
/// Which elements are the same data: texts by their characters, numbers by their value to the last digit (1, 1.0 and a decimal 1.00 are one, and so are 0.0 and
/// -0.0; NaN is NaN), lists in order, records and maps in any order. For one thread.
/// </summary>
internal sealed class ElementIdentity
{
    private readonly TokenWriter _writer = new();

    /// <summary>Equal for the same data, and for nothing else.</summary>
    public Token Of(object? element)
    {
        Write(ClrValues.FromClr(element));
        return _writer.Finish();
    }

    private void Write(GraphValue value)
    {
        switch (value.Kind)
        {
            case GraphValueKind.Integer:
                Number(value.AsInteger().ToString(CultureInfo.InvariantCulture));
                break;
            case GraphValueKind.Decimal:
                Number(value.AsDecimal().ToString(CultureInfo.InvariantCulture));
                break;
            case GraphValueKind.Double when double.IsFinite(value.AsDouble()):
                Number(value.AsDouble().ToString("R", CultureInfo.InvariantCulture));
                break;
            case GraphValueKind.List:
                _writer.List(value.AsList().Length);
                foreach (var item in value.AsList()) Write(item);
                break;
            case GraphValueKind.Map:
                // No element begins with a set, so no list is taken for a map.
                _writer.Set([]);
                _writer.List(value.AsMap().Length);
                foreach (var (key, item) in value.AsMap())
                {
                    _writer.String(key);
                    Write(item);
                }
                break;
            default:
                _writer.Value(value);
                break;
        }
    }

    private void Number(string text) => _writer.Bytes(Encoding.ASCII.GetBytes(FormOf(text)));

    /// <summary>The one form of a number: its digits without zeros at either end, and the power of ten behind them.</summary>
    internal static string FormOf(string number)
    {
        var digits = new StringBuilder(number.Length);
        var exponent = 0;
        var isFraction = false;
        foreach (var (at, c) in number.Index())
        {
            if (c == 'E')
            {
                exponent += int.Parse(number.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            if (c == '.') isFraction = true;
            if (!char.IsAsciiDigit(c)) continue;
            if (isFraction) exponent--;
            if (digits.Length > 0 || c != '0') digits.Append(c);
        }
        while (digits.Length > 0 && digits[^1] == '0')
        {
            digits.Length--;
            exponent++;
        }
        return digits.Length == 0 ? "0" : $"{(number[0] == '-' ? "-" : "")}{digits}e{exponent}";
    }
}
