namespace Serverless.Tables.Schema;

/// <summary>DuckDB counts days from 1970-01-01, .NET from 0001-01-01.</summary>
internal static class Days
{
    public const int UnixEpoch = 719162;
}
