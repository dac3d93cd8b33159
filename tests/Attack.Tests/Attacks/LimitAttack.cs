using Serverless.Attack.Tests.Kit;

namespace Serverless.Attack.Tests.Attacks;

/// <summary>The program may have few open files, little address space, or write no large file.</summary>
internal sealed class LimitAttack : IAttack
{
    public string? Problem => File.Exists("/usr/bin/prlimit") ? null : "there is no prlimit";

    public async Task<Blow> StrikeAsync(Random random, CancellationToken cancellationToken)
    {
        using var target = new Target();
        var (kind, limit, environment) = random.Next(3) switch
        {
            0 => ("files", $"--nofile={random.Next(64, 400)}", new Dictionary<string, string>(StringComparer.Ordinal)),
            // Below this .NET itself does not start, and says so in its own words.
            1 => ("addresses", $"--as={random.NextInt64(2L << 30, 10L << 30)}", new(StringComparer.Ordinal)),
            // .NET's own double mapping of code is a file of gigabytes to this limit.
            _ => ("file size", $"--fsize={random.NextInt64(1 << 10, 2 << 20)}", new(StringComparer.Ordinal) { ["DOTNET_EnableWriteXorExecute"] = "0" }),
        };
        var answer = await target.RunAsync(wrap: new Wrap("prlimit", limit) { Environment = environment });
        if (Target.FaultOf(answer) is { } fault) return Blow.Broken($"{limit}: {fault}", answer);
        // Where .NET itself cannot work, three tries are words enough; more are a search for somebody to blame.
        if (answer.Errors.Split(" died", StringSplitOptions.None).Length > 4) return Blow.Broken($"{limit}: it dies again and again", answer);
        var (again, mended) = await target.FinishAsync();
        if (Target.FaultOf(again) is { } wrong || !again.IsDone) return Blow.Broken($"{limit}: without it: {Target.FaultOf(again) ?? "not done"}", $"{again}\n--- first ---\n{answer}");
        return new Blow($"{kind}: {(answer.IsDone ? "right" : "refused in words, right without")}{(mended ? ", mended" : "")}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
