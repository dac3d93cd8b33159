using Serverless.Execution.Values;
using Serverless.Graph.Values;

namespace Serverless.Execution.Tests.Values;

/// <summary>A value that a function does not take is told in words of the document, not of a serializer.</summary>
public sealed class RefusedElementTests
{
    [Theory]
    [InlineData("8.25", typeof(long), "8.25 does not fit: the function takes an integer.")]
    [InlineData("300", typeof(byte), "300 does not fit: the function takes an integer from 0 to 255.")]
    [InlineData("\"tea\"", typeof(double), "\"tea\" does not fit: the function takes a number.")]
    [InlineData("true", typeof(string), "true does not fit: the function takes a string.")]
    [InlineData("[1]", typeof(List<string>), "a list of 1 does not fit: the function takes a list (a string).")]
    public void Read_ValueOfAnotherKind_SaysWhatItIsAndWhatIsTaken(string json, Type type, string said)
    {
        Assert.Equal(said, Assert.Throws<MisfitValueException>(() => Element.Read(System.Text.Encoding.UTF8.GetBytes(json), type)).Message);
        var value = GraphValueOf(json);
        Assert.Equal(said, Assert.Throws<MisfitValueException>(() => ElementTypes.ToClr(value, type)).Message);
    }

    private static GraphValue GraphValueOf(string json) => Element.ReadGraph(System.Text.Encoding.UTF8.GetBytes(json));
}
