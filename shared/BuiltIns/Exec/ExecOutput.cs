using System.Text;
using System.Text.Json;
using Serverless.BuiltIns.Arguments;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values;

namespace Serverless.BuiltIns.Exec;

/// <summary>A program's standard output, as it is wanted: gathered while it runs, made the result when it ended well.</summary>
internal sealed class ExecOutput(ExecText wanted, string file, Action<string> log) : IDisposable
{
    private readonly MemoryStream _text = new();

    /// <summary>Reads to the end.</summary>
    /// <exception cref="ExecFinalException">It is longer than a value may be.</exception>
    public async Task ReadAsync(Stream source, CancellationToken cancellationToken)
    {
        switch (wanted)
        {
            case ExecText.Log:
                await new LineTail(log).ReadAsync(source, cancellationToken);
                break;
            case ExecText.Stream:
                await using (var copy = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true)) await source.CopyToAsync(copy, cancellationToken);
                break;
            default:
                await ReadTextAsync(source, cancellationToken);
                break;
        }
    }

    /// <summary>What it comes to.</summary>
    public async Task<object?> ResultAsync(TaskExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            return wanted switch
            {
                ExecText.Text => TextBytes.Strict.GetString(_text.GetBuffer(), 0, (int)_text.Length),
                ExecText.Json => Element.ParseGraph(_text.GetBuffer().AsSpan(0, (int)_text.Length)),
                ExecText.Stream => await context.StoreAsync(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true), cancellationToken),
                _ => null,
            };
        }
        catch (DecoderFallbackException)
        {
            throw new ExecFinalException("Its standard output is no UTF-8 text: \"stdout\": \"stream\" stores it as it is.");
        }
        catch (JsonException e)
        {
            throw new ExecFinalException($"Its standard output is no JSON value: {e.Message}");
        }
    }

    public void Dispose() => _text.Dispose();

    private async Task ReadTextAsync(Stream source, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (_text.Length + read > TextBytes.Most)
                throw new ExecFinalException($"Its standard output has more than {TextBytes.Most >> 20} MiB, the most that a value may have: \"stdout\": \"stream\" stores it, or let it write a file and name that in 'outputs'.");
            await _text.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
