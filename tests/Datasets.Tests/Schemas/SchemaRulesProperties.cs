using FsCheck;
using FsCheck.Fluent;
using Serverless.Datasets.Schemas;
using Serverless.Tables.Types;

namespace Serverless.Datasets.Tests.Schemas;

public sealed class SchemaRulesProperties
{
    private static readonly string[] Types = ["TINYINT", "INTEGER", "BIGINT", "UBIGINT", "DOUBLE", "FLOAT", "DECIMAL(4,1)", "DECIMAL(38,0)", "VARCHAR", "DATE", "TIMESTAMP", "INTEGER[]", "DOUBLE[]", "STRUCT(a INTEGER)", "STRUCT(b DATE)"];

    private static readonly Gen<DatasetColumn> Columns =
        from name in Gen.Elements("a", "b", "c", "A")
        from type in Gen.Elements(Types)
        from isNull in Gen.Elements(true, false, false)
        select new DatasetColumn(name, ColumnType.Parse(type)) { IsNull = isNull };

    private static readonly Gen<DatasetSchema> Schemas =
        from key in Gen.Elements("BIGINT", "TINYINT", "VARCHAR", "DATE")
        from columns in Columns.ListOf()
        select new DatasetSchema([new DatasetColumn("k", ColumnType.Parse(key))], [.. columns.DistinctBy(c => c.Name.ToUpperInvariant())]);

    private static readonly Arbitrary<IList<DatasetSchema>> Parts = Schemas.ListOf().Select(l => (IList<DatasetSchema>)[.. l]).ToArbitrary();

    private static SchemaMerge Merge(IEnumerable<DatasetSchema> parts) => SchemaRules.Merge([.. parts.Select((s, i) => ($"{i}", s))]);

    private static IEnumerable<string> Sorted(SchemaMerge merge) => (merge.Schema?.Columns ?? []).Select(c => $"{c} {c.IsNull}").Order(StringComparer.Ordinal);

    [Fact]
    public void Merge_AnyOrder_GivesTheSameColumns() => Prop.ForAll(Parts, parts =>
    {
        var (one, other) = (Merge(parts), Merge(parts.Reverse()));
        return one.Differences.IsEmpty == other.Differences.IsEmpty && (parts.Any(p => p.Columns.Any(c => c.Type.Kind == ColumnKind.Struct)) || Sorted(one).SequenceEqual(Sorted(other)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merge_WhatItGives_HasAPlaceForEachPart() => Prop.ForAll(Parts, parts =>
        Merge(parts).Schema is not { } schema
        || parts.All(p => p.Columns.All(c => schema.Columns.Single(s => s.Name == c.Name) is var to && (c.IsNull || CommonType.Of(c.Type, to.Type)?.Equals(to.Type) == true)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Append_ToItself_ChangesNothing() => Prop.ForAll(Schemas.ToArbitrary(), schema =>
        SchemaRules.Append(schema, schema).Schema is { } merged && merged.Columns.Select(c => (c.Name, c.IsNull)).SequenceEqual(schema.Columns.Select(c => (c.Name, c.IsNull)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Append_WhatFits_KeepsNamesOrderAndKinds() => Prop.ForAll(Schemas.ToArbitrary(), Schemas.ToArbitrary(), (current, added) =>
    {
        var merge = SchemaRules.Append(current, added);
        if (merge.Schema is not { } next) return merge.Differences.Length > 0;
        return next.Columns.Select(c => c.Name).SequenceEqual(current.Columns.Select(c => c.Name), StringComparer.Ordinal)
            && current.Columns.Zip(next.Columns).All(p => p.First.IsNull || NormalType.Of(p.First.Type).Equals(NormalType.Of(p.Second.Type)))
            && SchemaRules.Append(next, added).Schema is not null && SchemaRules.Append(next, current).Schema is not null;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("BIGINT", "DOUBLE", "DOUBLE")]
    [InlineData("BIGINT", "VARCHAR", null)]
    [InlineData("DECIMAL(38,0)", "DECIMAL(4,1)", null)]
    [InlineData("DATE", "TIMESTAMP", null)]
    public void Merge_TwoTypes_IsWidestOrRefusedByName(string one, string two, string? merged)
    {
        DatasetSchema Of(string type) => new([], [new DatasetColumn("v", ColumnType.Parse(type))]);
        var merge = Merge([Of(one), Of(two)]);

        if (merged is not null) Assert.Equal(merged, merge.Schema!.Columns[0].Type.Text);
        else Assert.Contains($"the column 'v' is {one} in 0 and {two} in 1", merge.Differences);
    }

    [Fact]
    public void Merge_NullsFirst_SayNothingOfTheType()
    {
        DatasetSchema Of(string type, bool isNull) => new([], [new DatasetColumn("v", ColumnType.Parse(type)) { IsNull = isNull }]);

        Assert.Equal("[] v VARCHAR", Merge([Of("INTEGER", true), Of("VARCHAR", false)]).Schema!.ToString());
        Assert.True(Merge([Of("INTEGER", true), Of("VARCHAR", true)]).Schema!.Columns[0].IsNull);
    }

    [Fact]
    public void Merge_NamesThatDifferInCaseAlone_AreRefused() =>
        Assert.Contains("differ in case alone", Assert.Single(Merge([new([], [new("a", ColumnType.Of(ColumnKind.Date))]), new([], [new("A", ColumnType.Of(ColumnKind.Date))])]).Differences), StringComparison.Ordinal);
}
