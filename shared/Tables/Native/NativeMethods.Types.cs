using System.Runtime.InteropServices;

namespace Serverless.Tables.Native;

/// <summary>Logical types.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib, EntryPoint = "duckdb_create_logical_type")]
    public static partial LogicalTypeHandle CreateType(int id);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_list_type")]
    public static partial LogicalTypeHandle CreateListType(LogicalTypeHandle element);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_map_type")]
    public static partial LogicalTypeHandle CreateMapType(LogicalTypeHandle key, LogicalTypeHandle value);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_struct_type")]
    public static partial LogicalTypeHandle CreateStructType(nint* types, byte** names, ulong count);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_enum_type")]
    public static partial LogicalTypeHandle CreateEnumType(byte** values, ulong count);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_decimal_type")]
    public static partial LogicalTypeHandle CreateDecimalType(byte width, byte scale);

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_logical_type")]
    public static partial void DestroyLogicalType(ref nint type);

    [LibraryImport(Lib, EntryPoint = "duckdb_get_type_id")]
    public static partial int TypeId(LogicalTypeHandle type);

    [LibraryImport(Lib, EntryPoint = "duckdb_decimal_width")]
    public static partial byte DecimalWidth(LogicalTypeHandle type);

    [LibraryImport(Lib, EntryPoint = "duckdb_decimal_scale")]
    public static partial byte DecimalScale(LogicalTypeHandle type);

    [LibraryImport(Lib, EntryPoint = "duckdb_enum_dictionary_size")]
    public static partial uint EnumSize(LogicalTypeHandle type);

    [LibraryImport(Lib, EntryPoint = "duckdb_enum_dictionary_value")]
    public static partial byte* EnumValue(LogicalTypeHandle type, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_list_type_child_type")]
    public static partial LogicalTypeHandle ListChild(LogicalTypeHandle type);

    [LibraryImport(Lib, EntryPoint = "duckdb_array_type_child_type")]
    public static partial LogicalTypeHandle ArrayChild(LogicalTypeHandle type);

    [LibraryImport(Lib, EntryPoint = "duckdb_array_type_array_size")]
    public static partial ulong ArraySize(LogicalTypeHandle type);

    [LibraryImport(Lib, EntryPoint = "duckdb_map_type_key_type")]
    public static partial LogicalTypeHandle MapKey(LogicalTypeHandle type);

    [LibraryImport(Lib, EntryPoint = "duckdb_map_type_value_type")]
    public static partial LogicalTypeHandle MapValue(LogicalTypeHandle type);

    [LibraryImport(Lib, EntryPoint = "duckdb_struct_type_child_count")]
    public static partial ulong StructCount(LogicalTypeHandle type);

    [LibraryImport(Lib, EntryPoint = "duckdb_struct_type_child_name")]
    public static partial byte* StructName(LogicalTypeHandle type, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_struct_type_child_type")]
    public static partial LogicalTypeHandle StructChild(LogicalTypeHandle type, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_union_type_member_count")]
    public static partial ulong UnionCount(LogicalTypeHandle type);

    [LibraryImport(Lib, EntryPoint = "duckdb_union_type_member_name")]
    public static partial byte* UnionName(LogicalTypeHandle type, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_union_type_member_type")]
    public static partial LogicalTypeHandle UnionMember(LogicalTypeHandle type, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_logical_type_get_alias")]
    public static partial byte* TypeAlias(LogicalTypeHandle type);
}
