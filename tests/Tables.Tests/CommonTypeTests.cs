using FsCheck;
using FsCheck.Fluent;
using Serverless.Tables.Types;

namespace Serverless.Tables.Tests;

public sealed class CommonTypeTests
{
    private static readonly string[] Simple =
    [
        "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL(4,1)", "DECIMAL(18,3)", "DECIMAL(38,0)", "HUGEINT",
        "VARCHAR", "BOOLEAN", "DATE", "TIME", "TIMESTAMP", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE", "UUID", "BLOB", "NULL",
    ];

    private static readonly Arbitrary<ColumnType> Types = Gen.Sized(TypeOf).ToArbitrary();

    private static Gen<ColumnType> TypeOf(int size)
    {
        var simple = Gen.Elements(Simple).Select(ColumnType.Parse);
        if (size < 2) return simple;
        var child = TypeOf(size / 4);
        return Gen.OneOf(simple, simple, child.Select(ColumnType.OfList), child.Select(t => ColumnType.OfMap(ColumnType.Of(ColumnKind.Varchar), t)),
            from names in Gen.Elements("a", "ab", "ba", "b") from one in child from two in child select ColumnType.OfStruct([.. names.Select((n, i) => new TableColumn(n.ToString(), i == 0 ? one : two))]));
    }

    [Theory]
    [InlineData("BIGINT", "DOUBLE", "DOUBLE")]
    [InlineData("INTEGER", "FLOAT", "DOUBLE")]
    [InlineData("SMALLINT", "FLOAT", "FLOAT")]
    [InlineData("INTEGER", "UINTEGER", "BIGINT")]
    [InlineData("BIGINT", "UBIGINT", "DECIMAL(38,0)")]
    [InlineData("BIGINT", "DECIMAL(18,2)", "DECIMAL(21,2)")]
    [InlineData("DECIMAL(38,0)", "DECIMAL(4,1)", null)]
    [InlineData("DECIMAL(10,2)", "DOUBLE", "DOUBLE")]
    [InlineData("NULL", "DATE", "DATE")]
    [InlineData("DATE", "TIMESTAMP", null)]
    [InlineData("BIGINT", "VARCHAR", null)]
    [InlineData("BOOLEAN", "BIGINT", null)]
    [InlineData("INTEGER[]", "DOUBLE[]", "DOUBLE[]")]
    [InlineData("STRUCT(a INTEGER)", "STRUCT(b VARCHAR, a DOUBLE)", "STRUCT(\"a\" DOUBLE, \"b\" VARCHAR)")]
    public void Of_TwoTypes_IsWhatHoldsBoth(string a, string b, string? common) => Assert.Equal(common, CommonType.Of(ColumnType.Parse(a), ColumnType.Parse(b))?.Text);

    [Fact]
    public void Of_AnyTypes_DependsNotOnTheirOrder() =>
        Prop.ForAll(Types, Types, (a, b) => Equals(CommonType.Of(a, b), CommonType.Of(b, a))).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_AnyTypes_TakesBothInAndStaysThere() =>
        Prop.ForAll(Types, Types, (a, b) => CommonType.Of(a, b) is not { } common || (Equals(CommonType.Of(common, a), common) && Equals(CommonType.Of(common, b), common) && Equals(CommonType.Of(common, common), common)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void IsLossless_AnyTypes_MeansThatTheOtherIsTheCommonOne() =>
        Prop.ForAll(Types, Types, (a, b) => !CommonType.IsLossless(a, b) || b.Kind == ColumnKind.HugeInt || a.Equals(b) || CommonType.Of(a, b) is not null).QuickCheckThrowOnFailure();
}
