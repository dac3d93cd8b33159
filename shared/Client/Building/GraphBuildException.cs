namespace Serverless.Client.Building;

/// <summary>An expression that cannot become part of a graph. The message shows it and says what to write instead.</summary>
public sealed class GraphBuildException(string message) : Exception(message);
