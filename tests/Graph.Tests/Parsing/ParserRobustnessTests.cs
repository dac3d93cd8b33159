using System.Diagnostics.CodeAnalysis;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Graph.Tests.Writing;
using Serverless.Graph.Values;
using Serverless.Graph.Writing;
using Serverless.Testing.Properties;

namespace Serverless.Graph.Tests.Parsing;

public sealed class ParserRobustnessTests
{
    /// <summary>Far less than a graph of that depth would need by recursion (100 bytes a level at the very least).</summary>
    private const int SmallStack = 256 * 1024;

    [Fact]
    public void Parse_DamagedDocument_GivesProblemsOrADocumentAndNeverThrows()
    {
        var damaged =
            from draft in DraftGen.Drafts
            from seed in Gen.Choose(0, int.MaxValue)
            select Damage(JobWriter.ToUtf8(JobChecker.Check(draft, TestFunctions.Catalog, isStored: true).Require()), new Random(seed));

        Prop.ForAll(damaged.ToArbitrary(), text =>
        {
            var result = JobParser.Parse(text, TestFunctions.Catalog);
            Assert.Equal(result.Document is null, !result.Problems.IsEmpty);
            Assert.All(result.Problems, p => Assert.True(p is { Line: > 0, Column: > 0, Message.Length: > 0 }));
            Assert.Equal(result.Problems.OrderBy(p => p.Line).ThenBy(p => p.Column), result.Problems);
        }).Check(FixedSeed.Cases(500));
    }

    [Fact]
    public void Parse_ChainOfAMillionNodes_NeedsNoStack()
    {
        var document = OnSmallStack(() => JobParser.Parse(Chain(1_000_000, closed: false), TestFunctions.Catalog)).Require();

        Assert.Equal(999_999, document.Topology.Order[0]);
        Assert.Equal(0, document.Topology.Order[^1]);
    }

    [Fact]
    public void Parse_CycleOfManyNodes_IsFoundAndShortened()
    {
        var problem = Assert.Single(OnSmallStack(() => JobParser.Parse(Chain(100_000, closed: true), TestFunctions.Catalog)).Problems);

        Assert.Equal("cycle", problem.Rule);
        Assert.InRange(problem.Message.Length, 50, 300);
    }

    [Fact]
    public void Parse_ManyProblems_ListsEachOnce()
    {
        var text = new StringBuilder("""{"version":1,"name":"x","outputs":["n0"],"nodes":{""");
        for (var i = 0; i < 20_000; i++) text.Append($"{(i == 0 ? "" : ",\n")}\"n{i}\":{{\"call\":\"math.identity\",\"args\":[\"text\"]}}");

        var problems = JobParser.Parse(Encoding.UTF8.GetBytes(text.Append("}}").ToString()), TestFunctions.Catalog).Problems;

        Assert.Equal(Enumerable.Range(1, 20_000).Select(i => (int?)i), problems.Select(p => p.Line));
    }

    [Fact]
    public void Parse_ByteOrderMark_IsPassedOver() =>
        Assert.NotNull(JobParser.Parse(Encoding.UTF8.GetBytes("\uFEFF{\"version\":1,\"name\":\"x\",\"nodes\":{\"a\":{\"range\":1}},\"outputs\":[\"a\"]}"), FunctionCatalog.Empty).Document);

    [Fact]
    public void Parse_QuotedData_KeepsDollarKeys()
    {
        var document = JobParser.Parse("""{"version":1,"name":"x","outputs":["a"],"nodes":{"a":{"call":"any.thing","args":[{"$value":{"$ref":"b"}}]}}}"""u8, TestFunctions.Catalog).Require();

        Assert.Equal(GraphValue.Map([new("$ref", GraphValue.Of("b"))]), document.Binding(0).Arguments[0]);
    }

    private static byte[] Chain(int nodes, bool closed)
    {
        var text = new StringBuilder("""{"version":1,"name":"chain","outputs":["0"],"nodes":{""");
        for (var i = 0; i < nodes - 1; i++) text.Append($"\"{i}\":{{\"call\":\"math.identity\",\"args\":[{{\"$ref\":\"{i + 1}\"}}]}},");
        text.Append($"\"{nodes - 1}\":{{\"call\":\"math.identity\",\"args\":[{(closed ? "{\"$ref\":\"0\"}" : "1")}]}}}}}}");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Damage(byte[] text, Random random)
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(text.Length);
            var length = random.Next(Math.Min(12, text.Length - at));
            text = random.Next(4) switch
            {
                0 => [.. text[..at], .. text[(at + length)..]],
                1 => [.. text[..at], .. text[at..(at + length)], .. text[at..]],
                2 => [.. text[..at], (byte)random.Next(256), .. text[Math.Min(at + 1, text.Length)..]],
                _ => [.. text[..at], .. Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]), .. text[(at + length)..]],
            };
            if (text.Length == 0) text = [0];
        }
        return text;
    }

    private static readonly string[] Pieces = ["{}", "[]", "null", "\"\"", "1", ",", "\"over\":", "\"$ref\":", "\"\\uD800\"", "true", "\"nodes\":{", "}", "]"];

    [SuppressMessage("Reliability", "MA0040:Forward the CancellationToken", Justification = "There is none.")]
    private static T OnSmallStack<T>(Func<T> run)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = run();
            }
            catch (Exception e)
            {
                failure = e;
            }
        }, SmallStack);
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException("The work on a small stack failed.", failure);
    }
}
