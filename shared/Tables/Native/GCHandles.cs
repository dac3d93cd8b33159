using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Serverless.Tables.Native;

/// <summary>.NET objects that DuckDB holds on to and gives back to callbacks.</summary>
internal static unsafe class GCHandles
{
    public static delegate* unmanaged[Cdecl]<nint, void> Free => &FreeHandle;

    public static nint Keep(object value) => GCHandle.ToIntPtr(GCHandle.Alloc(value));

    public static T Get<T>(nint handle)
        where T : class => (T)GCHandle.FromIntPtr(handle).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void FreeHandle(nint handle) => GCHandle.FromIntPtr(handle).Free();
}
