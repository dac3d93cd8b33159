using FsCheck;
using FsCheck.Fluent;
using Serverless.Execution.Values;
using Serverless.Graph.Values;
using Serverless.Testing.Properties;

namespace Serverless.Execution.Tests.Values;

public sealed class ElementIdentityTests
{
    private readonly ElementIdentity _identity = new();

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("-0.000", "0")]
    [InlineData("1", "1e0")]
    [InlineData("1.00", "1e0")]
    [InlineData("100", "1e2")]
    [InlineData("1E+300", "1e300")]
    [InlineData("-0.05", "-5e-2")]
    [InlineData("-5E-02", "-5e-2")]
    [InlineData("0.1000000000000000001", "1000000000000000001e-19")]
    public void FormOf_OneValue_IsOneForm(string number, string expected) => Assert.Equal(expected, ElementIdentity.FormOf(number));

    [Theory]
    [InlineData("""{"a":1,"b":[]}""", """{"b":[],"a":1.0}""", true)]
    [InlineData("""{"a":null}""", "{}", false)]
    [InlineData("[1,[2]]", "[[1],2]", false)]
    [InlineData("""["a","b"]""", """{"a":"b"}""", false)]
    [InlineData("[]", "{}", false)]
    [InlineData("1", "\"1\"", false)]
    [InlineData("2", "2.0", true)]
    [InlineData("0.0", "-0.0", true)]
    [InlineData("12.5", "12.50e0", true)]
    [InlineData("\"NaN\"", "\"\\u004eaN\"", false)]
    [InlineData("\"\\u004eaN\"", "\"\\u004eaN\"", true)]
    public void Of_TwoElements_IsOneWhereTheirDataIs(string one, string other, bool areSame) =>
        Assert.Equal(areSame, _identity.Of(Element.ReadGraph(System.Text.Encoding.UTF8.GetBytes(one))) == _identity.Of(Element.ReadGraph(System.Text.Encoding.UTF8.GetBytes(other))));

    [Fact]
    public void Of_AnyNumber_IsThatOfItsOtherKindsAndOfWhatIsReadBack() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(double Any, int Whole)>(), given =>
        {
            Assert.Equal(_identity.Of(given.Any), _identity.Of(Element.ReadGraph(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(given.Any, ExactJson.Options))));
            Assert.Equal(_identity.Of((long)given.Whole), _identity.Of((double)given.Whole));
            Assert.Equal(_identity.Of((long)given.Whole), _identity.Of((decimal)given.Whole));
            Assert.NotEqual(_identity.Of((long)given.Whole), _identity.Of(given.Whole + 0.5));
            Assert.Equal(given.Any.Equals(given.Whole + 0.5), _identity.Of(given.Any) == _identity.Of(given.Whole + 0.5));
        }).Check(FixedSeed.Cases(300));
}
