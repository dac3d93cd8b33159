using System.IO.Pipes;
using Serverless.Native.Interop;

namespace Serverless.Native.Processes;

/// <summary>
/// A process group. Its leader is a shell that waits at a gate until the guard knows the group, and then becomes the program: there is no moment in which a
/// program runs that would never be ended.
/// </summary>
internal sealed class UnixProcessGroup : ProcessGroup
{
    // Descriptor 3 is the gate. $1 is the folder, the rest the command.
    private const string Script = "read -r go <&3 || exit 125; exec 3<&-; cd -- \"$1\" || exit 125; shift; unset go OLDPWD; exec \"$@\"";

    private readonly TaskCompletionSource<ProcessGroupEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly AnonymousPipeServerStream _input = new(PipeDirection.Out, HandleInheritability.None);
    private readonly AnonymousPipeServerStream _output = new(PipeDirection.In, HandleInheritability.None);
    private readonly AnonymousPipeServerStream _error = new(PipeDirection.In, HandleInheritability.None);
    private bool _isReaped;
    private int _id;

    private UnixProcessGroup()
    {
    }

    public override int Id => _id;

    public override Stream Input => _input;

    public override Stream Output => _output;

    public override Stream Error => _error;

    public override Task<ProcessGroupEnd> Ended => _ended.Task;

    public static UnixProcessGroup Begin(ProcessStart start)
    {
        var group = new UnixProcessGroup();
        try
        {
            group.Run(start);
            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    public override void Terminate() => Signal(ProcessSignals.Terminate);

    public override void Kill() => Signal(ProcessSignals.Kill);

    protected override void Dispose(bool disposing)
    {
        Kill();
        _input.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private void Run(ProcessStart start)
    {
        using var gate = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        _id = UnixSpawn.Start(
            "/bin/sh",
            ["sh", "-c", Script, "sh", start.Folder, start.Program, .. start.Arguments],
            start.Environment.Select(e => $"{e.Key}={e.Value}"),
            [DescriptorOf(_input), DescriptorOf(_output), DescriptorOf(_error), DescriptorOf(gate)]);
        // The child's ends: while this process has them too, an end would not be heard.
        foreach (var pipe in new[] { _input, _output, _error, gate }) pipe.DisposeLocalCopyOfClientHandle();
        new Thread(WaitForEnd) { IsBackground = true, Name = "process group" }.Start();
        try
        {
            ProcessGuard.Add(_id);
            gate.WriteByte((byte)'\n');
        }
        catch
        {
            // Without a guard it does not go through the gate.
            Kill();
            throw;
        }
    }

    // The leader's end is the end of all: what it left in the group is killed while the leader, not reaped yet, keeps the number.
    private void WaitForEnd()
    {
        UnixSpawn.WaitForEnd(_id);
        int? status;
        lock (_lock)
        {
            ProcessSignals.Send(-_id, ProcessSignals.Kill);
            ProcessGuard.Remove(_id);
            status = UnixSpawn.Reap(_id);
            _isReaped = true;
        }
        var signal = status & 0x7F;
        _ended.SetResult(status is null ? default : signal == 0 ? new ProcessGroupEnd((status >> 8) & 0xFF, null) : new ProcessGroupEnd(null, signal));
    }

    private void Signal(int signal)
    {
        lock (_lock)
        {
            if (_id > 0 && !_isReaped) ProcessSignals.Send(-_id, signal);
        }
    }

    private static int DescriptorOf(AnonymousPipeServerStream pipe) => (int)pipe.ClientSafePipeHandle.DangerousGetHandle();
}
