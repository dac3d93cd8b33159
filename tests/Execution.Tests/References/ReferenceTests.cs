using Serverless.Execution.Tests.Functions;

namespace Serverless.Execution.Tests.References;

/// <summary><c>{ "$ref": node }</c> is the node's value, whatever its kind: of a collection the list of its elements.</summary>
public sealed class ReferenceTests
{
    /// <summary>Nodes, and the value of 'x' as JSON.</summary>
    public static TheoryData<string, string> Kinds => new()
    {
        { """ "x": { "items": [1, "two", null] } """, """[1,"two",null]""" },
        { """ "x": { "items": [] } """, "[]" },
        { """ "x": { "range": { "from": 3, "to": 9, "step": 2 } } """, "[3,5,7]" },
        { """ "x": { "range": { "count": 0 } } """, "[]" },
        { """ "one": { "call": "math.square", "args": [3] }, "x": { "items": [1, { "$ref": "one" }, [{ "$ref": "one" }]] } """, "[1,9,[9]]" },
        { """ "one": { "items": [1, 2] }, "two": { "items": [{ "$ref": "one" }, { "deep": { "$ref": "one" } }] }, "x": { "items": [{ "$ref": "two" }] } """, """[[[1,2],{"deep":[1,2]}]]""" },
        { """ "n": { "range": { "count": 4 } }, "x": { "map": "math.square", "over": "n" } """, "[0,1,4,9]" },
        { """ "n": { "range": { "count": 4 } }, "x": { "filter": "math.isEven", "over": "n" } """, "[0,2]" },
        { """ "n": { "range": { "count": 40 } }, "x": { "reduce": "math.add", "over": "n" } """, "780" },
        { """ "n": { "range": { "count": 40 } }, "x": { "count": {}, "over": "n" } """, "40" },
        { """ "n": { "range": { "count": 40 } }, "x": { "take": 2, "over": "n" } """, "[0,1]" },
        { """ "n": { "range": { "count": 40 } }, "e": { "filter": "math.isEven", "over": "n" }, "x": { "take": 2, "over": "e" } """, "[0,2]" },
        { """ "n": { "range": { "count": 40 } }, "x": { "topK": 2, "over": "n" } """, "[39,38]" },
        { """ "n": { "range": { "count": 4 } }, "x": { "zip": {}, "over": ["n", "n"] } """, "[[0,0],[1,1],[2,2],[3,3]]" },
        { """ "n": { "range": { "count": 5 } }, "x": { "foldBy": "math.add", "by": "math.isEven", "over": "n" } """, """[{"key":true,"value":6},{"key":false,"value":4}]""" },
        { """ "n": { "range": { "count": 3 } }, "x": { "mapPartitions": "math.identity", "over": "n" } """, "[0,1,2]" },
        { """ "x": { "call": "math.identity", "args": [{ "a": [1] }] } """, """{"a":[1]}""" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Reference_ToAnyKind_IsItsValue(string nodes, string expected)
    {
        await using var fixture = new BuiltInFixture();

        Assert.Equal(expected, await fixture.ValueAsync($$"""{{nodes}}, "a": { "call": "math.identity", "args": [{ "$ref": "x" }] }"""));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Reference_WithinAnArgumentOfAMap_IsTheSame(string nodes, string expected)
    {
        await using var fixture = new BuiltInFixture();

        // The second collection has one element, which holds the reference and goes with all.
        Assert.Equal(
            $"[[1,{expected}],[2,{expected}]]",
            await fixture.ValueAsync($$"""{{nodes}}, "pair": { "items": [1, 2] }, "held": { "items": [{ "$ref": "x" }] }, "a": { "zip": {}, "over": ["pair", "held"] }""", count: 2, isCollection: true));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Reference_OfManyCalls_IsTheSame(string nodes, string expected)
    {
        await using var fixture = new BuiltInFixture();
        // So many that they are carried together.
        var calls = string.Concat(Enumerable.Range(0, 80).Select(i => $$""" "c{{i}}": { "call": "math.identity", "args": [[{{i}}, { "$ref": "x" }]] }, """));
        var all = string.Join(",", Enumerable.Range(0, 80).Select(i => $$"""{ "$ref": "c{{i}}" }"""));

        Assert.Equal($"[{string.Join(",", Enumerable.Range(0, 80).Select(i => $"[{i},{expected}]"))}]", await fixture.ValueAsync($$"""{{nodes}}, {{calls}} "a": { "call": "math.identity", "args": [[{{all}}]] }"""));
    }

    [Fact]
    public async Task Reference_ToFiles_IsTheListOfTheirReferences()
    {
        await using var fixture = new BuiltInFixture();
        await fixture.PutAsync("f/a.txt", "one");
        await fixture.PutAsync("f/b.txt", "three");

        var value = await fixture.ValueAsync("""
            "x": { "files": ["f/*.txt"] },
            "a": { "call": "math.identity", "args": [{ "$ref": "x" }] }
            """);

        Assert.Equal("""[{"hash":null,"length":3,"name":"f/a.txt"},{"hash":null,"length":5,"name":"f/b.txt"}]""", value);
    }

    [Fact]
    public async Task Items_WithReferences_RunAsAnyOtherCollection()
    {
        await using var fixture = new BuiltInFixture();

        Assert.Equal("13", await fixture.ValueAsync("""
            "x": { "call": "math.square", "args": [2] }, "y": { "call": "math.square", "args": [3] },
            "l": { "items": [{ "$ref": "x" }, { "$ref": "y" }] }, "a": { "reduce": "math.add", "over": "l" }
            """));
    }

    [Fact]
    public async Task Items_AfterANode_WaitForIt()
    {
        await using var fixture = new BuiltInFixture();

        // The program of 'first' makes what that of 'a' reads.
        Assert.Equal("[\"made\"]", await fixture.ValueAsync($$"""
            "first": { "call": "exec", "args": { "command": ["sh", "-c", "printf made > {{fixture.Of("f")}}"], "stdout": "text" } },
            "l": { "items": ["{{fixture.Of("f")}}"], "after": ["first"] },
            "a": { "map": "exec", "over": "l", "args": { "command": ["sh", "-c", "cat $(cat)"], "stdout": "text" } }
            """, isCollection: true));
    }
}
