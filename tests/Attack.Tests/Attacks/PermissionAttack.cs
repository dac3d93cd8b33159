using Serverless.Attack.Tests.Kit;
using Serverless.Testing;

namespace Serverless.Attack.Tests.Attacks;

/// <summary>Folders and files below the data folder lose their permissions while a job runs, for a while or for good. The program runs as no one in particular: to root nothing is forbidden.</summary>
internal sealed class PermissionAttack : IAttack
{
    private const int Pause = 60;
    private const string Nobody = "65534";

    private static readonly bool IsRoot = Environment.IsPrivilegedProcess;

    public string? Problem => OperatingSystem.IsLinux() ? !IsRoot || File.Exists("/usr/bin/setpriv") ? null : "there is no setpriv" : "permissions of Unix alone are tried";

    public async Task<Blow> StrikeAsync(Random random, CancellationToken cancellationToken)
    {
        using var target = new Target();
        var wrap = IsRoot
            ? new Wrap("setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups") { Environment = new(StringComparer.Ordinal) { ["HOME"] = target.Path, ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(target.Path, "tmp")).FullName } }
            : null;
        Directory.CreateDirectory(target.Data);
        if (IsRoot) await Shell.RunAsync($"chown -R {Nobody}:{Nobody} '{target.Path}'", cancellationToken);
        Answer answer;
        string? lost = null;
        using (var run = target.StartRun(Pause, wrap))
        {
            await Condition.WaitAsync("it has begun", () => run.HasExited || Directory.Exists(Path.Combine(target.Data, "blobs")));
            await Moment.OfAsync(run, random, 1, 1200);
            var entries = Directory.EnumerateFileSystemEntries(target.Data, "*", Unforbidden).Order(StringComparer.Ordinal).ToList();
            var mode = random.Next(3) switch { 0 => "000", 1 => "444", _ => "555" };
            if (!run.HasExited && entries.Count > 0)
            {
                lost = random.Next(4) == 0 ? target.Data : entries[random.Next(entries.Count)];
                await Shell.RunAsync($"chmod {(random.Next(2) == 0 ? "-R " : "")}{mode} '{lost}'", cancellationToken);
            }
            if (random.Next(2) == 0)
            {
                await Moment.OfAsync(run, random, 200, 2000);
                await RestoreAsync(target, cancellationToken);
            }
            answer = await Target.EndAsync(run);
            lost = $"{lost} {mode}";
        }
        await RestoreAsync(target, cancellationToken);
        if (Target.FaultOf(answer) is { } fault) return Blow.Broken($"{lost}: {fault}", answer);
        var again = await target.RunAsync(wrap: wrap);
        if (Target.FaultOf(again) is { } wrong || !again.IsDone) return Blow.Broken($"{lost}: with the permissions again: {Target.FaultOf(again) ?? "not done"}", $"{again}\n--- first ---\n{answer}");
        return new Blow(answer.IsDone ? "right" : "failed in words, right again");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static readonly EnumerationOptions Unforbidden = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    private static Task<bool> RestoreAsync(Target target, CancellationToken cancellationToken) => Shell.RunAsync($"chmod -R u+rwX '{target.Path}'", cancellationToken);
}
