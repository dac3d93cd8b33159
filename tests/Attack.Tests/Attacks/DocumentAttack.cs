using System.Text;
using Serverless.Attack.Tests.Functions;
using Serverless.Attack.Tests.Kit;
using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Graph.Identity;
using Serverless.Graph.Parsing;
using Serverless.Graph.Writing;

namespace Serverless.Attack.Tests.Attacks;

/// <summary>Job documents with pieces lost, doubled, swapped and put in: many are parsed here, and some are given to the program.</summary>
internal sealed class DocumentAttack : IAttack
{
    private const int Parsed = 400;

    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(Quarry)).Build();
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    private static readonly string[] Pieces =
    [
        "{}", "[]", "null", "\"\"", "1", "-1", "0", ",", ":", "\"over\":", "\"$ref\":", "\"\\uD800\"", "true", "}", "]", "{\"$ref\":\"all\"}", "\"numbers\"", "\"sums\"", "{\"blob\":\"x\"}", "{\"$value\":1}",
        "9223372036854775807", "1e308", "0.5", "\"2024-01-01\"", "\"read\":", "\"files\":[\"./*\"]", "\"policy\":{\"retries\":-1}", "\"keep\":1", "\"after\":[\"all\"]", "\u0000", "\"é\"", "/*", "//",
    ];

    public string? Problem => null;

    public async Task<Blow> StrikeAsync(Random random, CancellationToken cancellationToken)
    {
        var original = Encoding.UTF8.GetBytes(Target.Job);
        for (var n = 0; n < Parsed; n++)
        {
            var text = random.Next(2) == 0 ? Damage(original, random) : JsonDamage.Of(Target.Job, random);
            var parsing = Task.Run(() => Parse(text), cancellationToken);
            if (await Task.WhenAny(parsing, Task.Delay(MaxWait, TimeProvider.System, cancellationToken)) != parsing) return Blow.Broken("parsing hangs", Encoding.UTF8.GetString(text));
            if (await parsing is { } fault) return Blow.Broken(fault, Encoding.UTF8.GetString(text)) with { Strikes = n };
        }
        using var target = new Target();
        var given = random.Next(4) == 0 ? Damage(original, random) : JsonDamage.Of(Target.Job, random);
        await File.WriteAllBytesAsync(Path.Combine(target.Path, "job.json"), given, cancellationToken);
        // What would run for hours is explained only.
        var isShort = JobParser.Parse(given, Catalog).Document is { } document && document.Nodes.All(node => node is not Graph.Kinds.RangeNode { Count: > 1000 } and not Graph.Kinds.RangeNode { Count: < 0 });
        var answer = isShort ? await target.RunAsync() : await target.CallAsync(["explain", Path.Combine(target.Path, "job.json")]);
        if (answer.Fault() is { } wrong) return Blow.Broken(wrong, $"{answer}\n{Encoding.UTF8.GetString(given)}");
        return new Blow(answer.Status switch { 0 => "taken", 1 => "failed in words", 2 => "refused", _ => "platform, in words" }) { Strikes = Parsed + 1 };
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string? Parse(byte[] text)
    {
        try
        {
            var result = JobParser.Parse(text, Catalog);
            if (result.Document is null) return result.Problems.IsEmpty ? "neither a document nor a problem" : null;
            var hash = DocumentHash.Of(result.Document);
            var again = JobParser.Parse(JobWriter.ToUtf8(result.Document), Catalog);
            return again.Document is { } same && DocumentHash.Of(same) == hash ? null : "what is written parses to another document";
        }
        catch (Exception e)
        {
            return $"parsing throws {e}";
        }
    }

    private static byte[] Damage(byte[] text, Random random)
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(text.Length);
            var length = random.Next(Math.Min(24, text.Length - at));
            var (from, count) = (random.Next(text.Length), random.Next(30));
            text = random.Next(6) switch
            {
                0 => [.. text[..at], .. text[(at + length)..]],
                1 => [.. text[..at], .. text[at..(at + length)], .. text[at..]],
                2 => [.. text[..at], (byte)random.Next(256), .. text[(at + 1)..]],
                3 => [.. text[..at], .. text[from..Math.Min(text.Length, from + count)], .. text[at..]],
                4 => [.. text[..at], (byte)(text[at] ^ (1 << random.Next(8))), .. text[(at + 1)..]],
                _ => [.. text[..at], .. Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]), .. text[(at + length)..]],
            };
            if (text.Length == 0) text = [0];
        }
        return text;
    }
}
