namespace Serverless.Oracle.Tests.Running;

/// <summary>How a document is run.</summary>
internal enum Way
{
    /// <summary>As a job of a host that ran others before.</summary>
    Plain,

    /// <summary>As a document that is nearly the same, against the same store.</summary>
    Alike,

    /// <summary>Without an engine.</summary>
    Eager,

    /// <summary>On hosts that are killed in the middle.</summary>
    Killed,
}
