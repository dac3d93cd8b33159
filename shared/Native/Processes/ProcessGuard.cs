using System.ComponentModel;
using System.IO.Pipes;
using System.Text;
using Serverless.Native.Interop;

namespace Serverless.Native.Processes;

/// <summary>
/// A shell beside this process that knows its process groups and kills them when this process is gone, however it went: its standard input is a pipe of
/// this process, and the system closes it. It starts with the first group and ends with this process. Unix only.
/// </summary>
internal static class ProcessGuard
{
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' HUP INT TERM
        live=' '
        while read -r op id; do
          case $op in
            +) live="$live$id " ;;
            -) case $live in *" $id "*) live="${live%% $id *} ${live#* $id }" ;; esac ;;
          esac
        done
        for id in $live; do kill -9 "-$id"; done
        """;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Live = [];
    private static AnonymousPipeServerStream? _pipe;

    /// <summary>From here on the group ends with this process.</summary>
    /// <exception cref="Win32Exception">There is no shell.</exception>
    public static void Add(int group)
    {
        lock (Gate)
        {
            Live.Add(group);
            Tell('+', group);
        }
    }

    /// <summary>The group is empty. To be said while its leader is not reaped: later the number may be another's.</summary>
    public static void Remove(int group)
    {
        lock (Gate)
        {
            if (!Live.Remove(group)) return;
            try
            {
                Tell('-', group);
            }
            catch (Win32Exception)
            {
                // It was gone and does not start again; the next group asks for it anew.
            }
        }
    }

    private static void Tell(char what, int group)
    {
        try
        {
            if (_pipe is null) Start();
            else Write(what, group);
        }
        catch (IOException)
        {
            // Somebody ended it: another one learns of all that lives now.
            _pipe?.Dispose();
            _pipe = null;
            Start();
        }
    }

    private static void Start()
    {
        if (Live.Count == 0) return;
        var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        var id = UnixSpawn.Start("/bin/sh", ["sh", "-c", Script], [], [(int)pipe.ClientSafePipeHandle.DangerousGetHandle()]);
        pipe.DisposeLocalCopyOfClientHandle();
        // It ends before this process only when somebody kills it.
        new Thread(() => UnixSpawn.Reap(id)) { IsBackground = true, Name = "process guard" }.Start();
        _pipe = pipe;
        foreach (var group in Live) Write('+', group);
    }

    private static void Write(char what, int group)
    {
        _pipe!.Write(Encoding.ASCII.GetBytes($"{what} {group}\n"));
    }
}
