namespace Serverless.Oracle.Tests.Functions;

/// <summary>A record that functions give and take.</summary>
public sealed record Row(long K, double? V, string? S);
