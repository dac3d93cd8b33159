using System.Diagnostics.CodeAnalysis;

namespace Serverless.Tables.Types;

/// <summary>Types of columns. The numbers are those of DuckDB's C header.</summary>
[SuppressMessage("Design", "CA1027:Mark enums with FlagsAttribute", Justification = "The numbers are DuckDB's; they are no flags.")]
public enum ColumnKind
{
    Invalid = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,

    /// <summary>Microseconds, without a zone.</summary>
    Timestamp = 12,
    Date = 13,
    Time = 14,
    Interval = 15,

    /// <summary>128 bits; Parquet has no such type, so files hold <c>DECIMAL(38, 0)</c>.</summary>
    HugeInt = 16,
    Varchar = 17,
    Blob = 18,
    Decimal = 19,
    TimestampS = 20,
    TimestampMs = 21,
    TimestampNs = 22,
    Enum = 23,
    List = 24,
    Struct = 25,
    Map = 26,
    Uuid = 27,
    Union = 28,
    Bit = 29,
    TimeTz = 30,

    /// <summary>Microseconds; an instant, shown in UTC.</summary>
    TimestampTz = 31,
    UHugeInt = 32,

    /// <summary>A list of fixed length.</summary>
    Array = 33,
    BigNum = 35,

    /// <summary>The type of a bare NULL.</summary>
    Null = 36,

    /// <summary>Nanoseconds of a day.</summary>
    TimeNs = 39,
    Geometry = 40,

    /// <summary>A value that carries its type.</summary>
    Variant = 41,
}
