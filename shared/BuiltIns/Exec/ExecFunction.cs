using System.ComponentModel;
using Serverless.BuiltIns.Arguments;
using Serverless.Execution.Tasks;
using Serverless.Graph.Functions;
using Serverless.Native.Processes;

namespace Serverless.BuiltIns.Exec;

/// <summary><c>exec</c>: one program in a folder of its own, to its end and that of all that it started.</summary>
internal static class ExecFunction
{
    // Between the word and the kill: with it all of it is gone within a second.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromMilliseconds(500);

    // What left the group may hold the pipes open for ever; what was written into them before the end is read in less.
    private static readonly TimeSpan Draining = TimeSpan.FromSeconds(2);

    public static async ValueTask<object?> InvokeAsync(object?[] arguments, TaskContext context, CancellationToken cancellationToken)
    {
        var run = context as TaskExecutionContext ?? throw new InvalidOperationException("Programs are run by the executor.");
        if (run.Permissions.ExecProblem is { } why) throw new ArgumentRefusedException(why);
        var secrets = new TaskSecrets(run.Permissions);
        var request = ExecRequest.Read(arguments, secrets);
        try
        {
            return await RunAsync(request, secrets, run, cancellationToken);
        }
        catch (ExecFailedException e) when (secrets.Mask(e.Message) is var masked && masked != e.Message)
        {
            throw e is ExecFinalException ? new ExecFinalException(masked) : new ExecFailedException(masked);
        }
    }

    private static async ValueTask<object?> RunAsync(ExecRequest request, TaskSecrets secrets, TaskExecutionContext run, CancellationToken cancellationToken)
    {
        using var folder = await ExecFolder.CreateAsync(request, run, cancellationToken);
        using var output = new ExecOutput(request.Stdout, folder.Stdout, line => run.Log(secrets.Mask(line)));
        var errors = new LineTail(line => run.Log(secrets.Mask(line)));
        var end = await RunAsync(StartOf(request, folder), request, run, output, errors, cancellationToken);
        if (end is not { ExitCode: 0 }) throw new ExecFailedException(Describe(request.Command[0], end, errors.Text));
        return await ResultAsync(request, folder, output, run, cancellationToken);
    }

    private static async Task<ProcessGroupEnd> RunAsync(ProcessStart start, ExecRequest request, TaskExecutionContext run, ExecOutput output, LineTail errors, CancellationToken cancellationToken)
    {
        using var group = Begin(start);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var written = FeedAsync(request, run, group.Input, reading.Token);
        Task[] read = [output.ReadAsync(group.Output, reading.Token), errors.ReadAsync(group.Error, reading.Token)];
        try
        {
            // What goes wrong with a stream ends it; without that it ends by itself.
            var first = await Task.WhenAny([group.Ended, .. read.Append(written).Select(Failure)]).WaitAsync(cancellationToken);
            await first;
            var end = await group.Ended;
            reading.CancelAfter(Draining);
            await IgnoreLateAsync(Task.WhenAll(read), cancellationToken);
            await reading.CancelAsync();
            await IgnoreLateAsync(written, cancellationToken);
            return end;
        }
        catch
        {
            await EndAsync(group, run.Time);
            await reading.CancelAsync();
            // They use the folder, which goes next.
            await Task.WhenAll(read.Append(written)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static ProcessGroup Begin(ProcessStart start)
    {
        try
        {
            return ProcessGroup.Start(start);
        }
        catch (Win32Exception e)
        {
            throw new ExecFinalException($"'{start.Program}' does not start: {e.Message}");
        }
    }

    private static async Task EndAsync(ProcessGroup group, TimeProvider time)
    {
        group.Terminate();
        Task ended = group.Ended;
        await ended.WaitAsync(GracePeriod, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        group.Kill();
        await ended.WaitAsync(Draining, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // A program need not read all that it is given.
    private static async Task FeedAsync(ExecRequest request, TaskExecutionContext run, Stream input, CancellationToken cancellationToken)
    {
        await using var source = request.StdinFile is null ? await TaskBytes.OpenAsync(request.Stdin, run, cancellationToken) : Stream.Null;
        var buffer = new byte[1 << 16];
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            try
            {
                await input.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
            catch (IOException)
            {
                break;
            }
        }
        await input.DisposeAsync();
    }

    // Ends when the task fails, and else never.
    private static Task Failure(Task task)
    {
        var failed = new TaskCompletionSource();
        _ = task.ContinueWith(t => failed.TrySetException(t.Exception!.InnerExceptions), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return failed.Task;
    }

    private static async Task IgnoreLateAsync(Task task, CancellationToken cancellationToken)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The program has ended: what is not read or written by now is lost.
        }
    }

    private static ProcessStart StartOf(ExecRequest request, ExecFolder folder)
    {
        var environment = new Dictionary<string, string>(request.Environment, StringComparer.Ordinal);
        environment.TryAdd(OperatingSystem.IsWindows() ? "TEMP" : "TMPDIR", folder.Temporary);
        return new ProcessStart(ProgramSearch.Find(request.Command[0], environment["PATH"], folder.Work), [.. request.Command.Skip(1)], environment, folder.Work);
    }

    private static async Task<object?> ResultAsync(ExecRequest request, ExecFolder folder, ExecOutput output, TaskExecutionContext run, CancellationToken cancellationToken)
    {
        if (request.Outputs.Count == 0) return await output.ResultAsync(run, cancellationToken);
        // All have to be there before any is stored.
        var written = request.Outputs.ToDictionary(name => name, folder.Written, StringComparer.Ordinal);
        var results = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, path) in written)
            results[name] = await run.StoreAsync(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true), cancellationToken);
        if (request.IsSingle) return results[request.Outputs[0]];
        if (request.Stdout != ExecText.Log) results["stdout"] = await output.ResultAsync(run, cancellationToken);
        return results;
    }

    private static string Describe(string program, ProcessGroupEnd end, string errors)
    {
        var how = end switch
        {
            { Signal: ProcessSignals.Kill } => $"was ended by {ProcessSignals.Describe(ProcessSignals.Kill)}, as the system does when memory runs out",
            { Signal: { } signal } => $"was ended by {ProcessSignals.Describe(signal)}",
            { ExitCode: { } code } => $"ended with exit code {code}",
            _ => "ended, and it is not known how",
        };
        return errors.Length == 0 ? $"'{program}' {how}, and wrote nothing to standard error." : $"'{program}' {how}. Its last lines on standard error:\n{errors}";
    }
}
