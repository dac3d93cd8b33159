using System.Runtime.InteropServices;

namespace Serverless.Tables.Native;

/// <summary>Base of the owners of DuckDB's objects: freed once, never while a call uses them, and again never after.</summary>
internal abstract class NativeHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;
}

internal sealed class ConfigHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyConfig(ref handle);
        return true;
    }
}

internal sealed class DatabaseHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.Close(ref handle);
        return true;
    }
}

internal sealed class ConnectionHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.Disconnect(ref handle);
        return true;
    }
}

internal sealed class ExtractedHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyExtracted(ref handle);
        return true;
    }
}

internal sealed class PreparedHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyPrepare(ref handle);
        return true;
    }
}

internal sealed class ValueHandle : NativeHandle
{
    public ValueHandle()
    {
    }

    public ValueHandle(nint value) => SetHandle(value);

    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyValue(ref handle);
        return true;
    }
}

internal sealed class LogicalTypeHandle : NativeHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyLogicalType(ref handle);
        return true;
    }
}

/// <summary>A chunk of up to 2,048 rows. Its vectors, and every span over them, live as long as this.</summary>
internal sealed class ChunkHandle : NativeHandle
{
    public ChunkHandle()
    {
    }

    public ChunkHandle(nint chunk) => SetHandle(chunk);

    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyChunk(ref handle);
        return true;
    }
}

/// <summary>A result and the memory of its struct.</summary>
internal sealed unsafe class ResultHandle : NativeHandle
{
    public ResultHandle() => SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult)));

    /// <summary>The next chunk, for its caller to own; 0 at the end or after an error.</summary>
    public nint Fetch()
    {
        var held = false;
        try
        {
            // The call takes the struct by value: no marshaller holds the handle for it.
            DangerousAddRef(ref held);
            return NativeMethods.FetchChunk(*(NativeResult*)handle);
        }
        finally
        {
            if (held) DangerousRelease();
        }
    }

    /// <summary>What went wrong; empty when nothing did.</summary>
    public string Error() => NativeMethods.Text(NativeMethods.ResultError(this));

    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyResult((NativeResult*)handle);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
