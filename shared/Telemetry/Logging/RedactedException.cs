namespace Serverless.Telemetry.Logging;

/// <summary>Stands for an exception whose text has a secret in it: the same text without.</summary>
internal sealed class RedactedException : Exception
{
    private readonly string _text;

    private RedactedException(string message, string text)
        : base(message) => _text = text;

    /// <summary>The exception itself where nothing of it is secret.</summary>
    public static Exception? Of(Exception? exception)
    {
        if (exception is null) return null;
        try
        {
            var text = exception.ToString();
            var hidden = Secrets.Hide(text);
            return hidden == text ? exception : new RedactedException(Secrets.Hide(exception.Message), hidden);
        }
        catch (Exception)
        {
            // Messages are user code, too, and may throw when they are asked.
            return new RedactedException(exception.GetType().Name, exception.GetType().Name);
        }
    }

    public override string ToString() => _text;
}
