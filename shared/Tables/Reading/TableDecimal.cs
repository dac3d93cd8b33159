namespace Serverless.Tables.Reading;

/// <summary>A number of SQL's DECIMAL with more digits than System.Decimal holds (28 to 29).</summary>
/// <param name="Unscaled">All digits.</param>
/// <param name="Scale">How many of them stand behind the point.</param>
public readonly record struct TableDecimal(Int128 Unscaled, byte Scale)
{
    public override string ToString() => DecimalValue.ToText(Unscaled, Scale);
}
