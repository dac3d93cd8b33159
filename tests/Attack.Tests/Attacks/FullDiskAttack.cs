using Serverless.Attack.Tests.Kit;
using Serverless.Testing;

namespace Serverless.Attack.Tests.Attacks;

/// <summary>The disk below the data folder is small, or becomes full in the middle; then there is room again.</summary>
internal sealed class FullDiskAttack : IAttack
{
    private const int Pause = 60;

    public string? Problem => Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() && CanMountAsync().GetAwaiter().GetResult() ? null : "it may not mount; a limit on the size of files stands for it";

    public async Task<Blow> StrikeAsync(Random random, CancellationToken cancellationToken)
    {
        using var target = new Target();
        Directory.CreateDirectory(target.Data);
        var isSmall = random.Next(2) == 0;
        var size = isSmall ? random.Next(64, 6000) : 100_000;
        if (!await Shell.RunAsync($"mount -t tmpfs -o size={size}k tmpfs '{target.Data}'", cancellationToken)) return new Blow("nothing hit");
        try
        {
            Answer answer;
            using (var run = target.StartRun(Pause))
            {
                if (!isSmall)
                {
                    await Moment.OfWorkAsync(run, target);
                    await Moment.OfAsync(run, random, 1, 1200);
                    await Shell.RunAsync($"head -c 200M /dev/zero > '{target.Data}/filler'", cancellationToken);
                    if (random.Next(2) == 0)
                    {
                        await Moment.OfAsync(run, random, 200, 3000);
                        File.Delete(Path.Combine(target.Data, "filler"));
                    }
                }
                answer = await Target.EndAsync(run);
            }
            var how = isSmall ? $"{size} KiB" : "full in the middle";
            if (Target.FaultOf(answer) is { } fault) return Blow.Broken($"{how}: {fault}", answer);
            File.Delete(Path.Combine(target.Data, "filler"));
            await Shell.RunAsync($"mount -o remount,size=200m '{target.Data}'", cancellationToken);
            var (again, mended) = await target.FinishAsync();
            if (Target.FaultOf(again) is { } wrong || !again.IsDone) return Blow.Broken($"{how}: with room again: {Target.FaultOf(again) ?? "not done"}", $"{again}\n--- first ---\n{answer}");
            return new Blow($"{(answer.IsDone ? "right" : "refused in words, right with room")}{(mended ? ", mended" : "")}");
        }
        finally
        {
            await Shell.RunAsync($"umount '{target.Data}'", CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<bool> CanMountAsync()
    {
        using var folder = new TempFolder();
        return await Shell.RunAsync($"mount -t tmpfs -o size=64k tmpfs '{folder.Path}' && umount '{folder.Path}'", CancellationToken.None);
    }
}
