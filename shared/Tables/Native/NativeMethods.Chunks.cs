using System.Runtime.InteropServices;

namespace Serverless.Tables.Native;

/// <summary>Chunks and vectors. Raw pointers: only <see cref="ChunkHandle"/>'s holder may pass what it got from that chunk.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib, EntryPoint = "duckdb_vector_size")]
    public static partial ulong VectorSize();

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_data_chunk")]
    public static partial void DestroyChunk(ref nint chunk);

    [LibraryImport(Lib, EntryPoint = "duckdb_data_chunk_get_size")]
    public static partial ulong ChunkSize(nint chunk);

    [LibraryImport(Lib, EntryPoint = "duckdb_data_chunk_set_size")]
    public static partial void SetChunkSize(nint chunk, ulong rows);

    [LibraryImport(Lib, EntryPoint = "duckdb_data_chunk_get_vector")]
    public static partial nint ChunkVector(nint chunk, ulong column);

    [LibraryImport(Lib, EntryPoint = "duckdb_vector_get_data")]
    public static partial void* VectorData(nint vector);

    [LibraryImport(Lib, EntryPoint = "duckdb_vector_get_validity")]
    public static partial ulong* VectorValidity(nint vector);

    [LibraryImport(Lib, EntryPoint = "duckdb_vector_ensure_validity_writable")]
    public static partial void EnsureValidityWritable(nint vector);

    [LibraryImport(Lib, EntryPoint = "duckdb_vector_assign_string_element_len")]
    public static partial void AssignString(nint vector, ulong index, byte* bytes, ulong length);

    [LibraryImport(Lib, EntryPoint = "duckdb_unsafe_vector_assign_string_element_len")]
    public static partial void AssignStringUnchecked(nint vector, ulong index, byte* bytes, ulong length);

    [LibraryImport(Lib, EntryPoint = "duckdb_list_vector_get_child")]
    public static partial nint ListVectorChild(nint vector);

    [LibraryImport(Lib, EntryPoint = "duckdb_list_vector_reserve")]
    public static partial int ListVectorReserve(nint vector, ulong elements);

    [LibraryImport(Lib, EntryPoint = "duckdb_list_vector_set_size")]
    public static partial int ListVectorSetSize(nint vector, ulong elements);

    [LibraryImport(Lib, EntryPoint = "duckdb_list_vector_get_size")]
    public static partial ulong ListVectorSize(nint vector);

    [LibraryImport(Lib, EntryPoint = "duckdb_struct_vector_get_child")]
    public static partial nint StructVectorChild(nint vector, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_array_vector_get_child")]
    public static partial nint ArrayVectorChild(nint vector);
}
