using FsCheck;
using FsCheck.Fluent;
using Serverless.Tables.Types;

namespace Serverless.Tables.Tests;

public sealed class ColumnTypeTests
{
    private static readonly Gen<ColumnType> Leaf = Gen.OneOf(
        Gen.Elements(Enum.GetValues<ColumnKind>().Where(kind => kind is not (ColumnKind.Invalid or ColumnKind.Decimal or ColumnKind.List or ColumnKind.Array or ColumnKind.Struct or ColumnKind.Map or ColumnKind.Enum or ColumnKind.Union))).Select(ColumnType.Of),
        Gen.Choose(1, 38).SelectMany(width => Gen.Choose(0, width).Select(scale => ColumnType.OfDecimal((byte)width, (byte)scale))),
        Names.Select(names => ColumnType.OfEnum(names)));

    private static Gen<string[]> Names => Gen.ArrayOf(Gen.Elements("a", "b c", "it's", "say \"x\"", "é,(]", "INT"), 3).Select(names => names.Select((name, i) => name + i).ToArray());

    [Fact]
    public void Parse_AnyTypesText_GivesTheTypeBack() =>
        Prop.ForAll(Arb.From(TypeOf(3)), type => ColumnType.Parse(type.Text).Equals(type)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("int", "INTEGER")]
    [InlineData("text[]", "VARCHAR[]")]
    [InlineData("timestamptz", "TIMESTAMP WITH TIME ZONE")]
    [InlineData("struct(a int, \"b c\" text)[3]", "STRUCT(\"a\" INTEGER, \"b c\" VARCHAR)[3]")]
    public void Parse_UsualSpelling_IsTheType(string text, string expected) => Assert.Equal(expected, ColumnType.Parse(text).Text);

    [Theory]
    [InlineData("")]
    [InlineData("NOPE")]
    [InlineData("INT[")]
    [InlineData("DECIMAL(39,0)")]
    [InlineData("DECIMAL(5,6)")]
    [InlineData("STRUCT()")]
    [InlineData("INT); DROP TABLE x")]
    [InlineData("16")]
    public void Parse_AnythingElse_SaysWhere(string text) => Assert.Throws<FormatException>(() => ColumnType.Parse(text));

    private static Gen<ColumnType> TypeOf(int depth) => depth == 0 ? Leaf : Gen.OneOf(
        Leaf,
        TypeOf(depth - 1).Select(ColumnType.OfList),
        TypeOf(depth - 1).SelectMany(element => Gen.Choose(1, 9).Select(length => ColumnType.OfArray(element, length))),
        TypeOf(depth - 1).SelectMany(key => TypeOf(depth - 1).Select(value => ColumnType.OfMap(key, value))),
        Names.SelectMany(names => TypeOf(depth - 1).Select(type => ColumnType.OfStruct([.. names.Select(name => new TableColumn(name, type))]))));
}
