using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Serverless.Native.Interop;

namespace Serverless.Native.Processes;

/// <summary>A program in a job object, which ends all of it when its handle is closed: by us, or by the system when this process is gone.</summary>
internal sealed class WindowsProcessGroup : ProcessGroup
{
    private readonly Process _process;
    private readonly SafeFileHandle _job;

    private WindowsProcessGroup(Process process, SafeFileHandle job)
    {
        (_process, _job) = (process, job);
        Ended = WaitAsync();
    }

    public override int Id => _process.Id;

    public override Stream Input => _process.StandardInput.BaseStream;

    public override Stream Output => _process.StandardOutput.BaseStream;

    public override Stream Error => _process.StandardError.BaseStream;

    public override Task<ProcessGroupEnd> Ended { get; }

    public static WindowsProcessGroup Begin(ProcessStart start)
    {
        var info = new ProcessStartInfo(start.Program, start.Arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = start.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        foreach (var (name, value) in start.Environment) info.Environment[name] = value;
        var job = WindowsJobs.Create();
        var process = Process.Start(info)!;
        try
        {
            WindowsJobs.Add(job, process.SafeHandle);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            job.Dispose();
            throw;
        }
        return new WindowsProcessGroup(process, job);
    }

    public override void Terminate()
    {
        // A program without a window cannot be asked.
    }

    public override void Kill()
    {
        if (!_job.IsClosed) WindowsJobs.Kill(_job);
    }

    protected override void Dispose(bool disposing)
    {
        Kill();
        _job.Dispose();
        _process.Dispose();
    }

    private async Task<ProcessGroupEnd> WaitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        var status = _process.ExitCode;
        Kill();
        return new ProcessGroupEnd(status, null);
    }
}
