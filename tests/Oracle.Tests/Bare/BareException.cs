namespace Serverless.Oracle.Tests.Bare;

/// <summary>DuckDB refused a statement of the reference.</summary>
internal sealed class BareException(string message) : Exception(message);
