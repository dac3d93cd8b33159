using System.Text;
using Serverless.Native.Files;
using Serverless.Testing;

namespace Serverless.Storage.Local.Tests.PowerLoss;

/// <summary>Every kind of write that the local store has, step by step, with what must be there after each.</summary>
internal sealed class StorageScenario
{
    private static readonly string LongName = new('é', BlobName.MaxLength);

    private readonly IBlobStore _blobs;
    private readonly IWorkQueue _queue;
    private readonly SortedDictionary<string, string> _stored = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _messages = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _letters = new(StringComparer.Ordinal);

    public StorageScenario(IFileSystem files)
    {
        var folder = Path.Combine(Path.GetPathRoot(Path.GetTempPath())!, "home", "store");
        _blobs = new LocalBlobAccount(folder, new ManualTime(), files).GetContainer("tenant");
        // A day later when it is read again: whatever was leased is seen.
        _queue = new LocalQueueAccount(folder, Time, files).GetQueue("units");
    }

    public ManualTime Time { get; } = new();

    /// <summary>What must be there after the steps done so far.</summary>
    public string Expected { get; private set; } = Describe([], [], []);

    /// <summary>Runs all steps. <paramref name="afterStep"/> is called when one was acknowledged, <paramref name="beforeStep"/> before it begins.</summary>
    public async Task RunAsync(Action<string> beforeStep, Func<Task> afterStep)
    {
        var none = CancellationToken.None;
        var steps = new List<Func<Task>>
        {
            () => PutAsync("a", "first", BlobCondition.IfAbsent),
            () => PutAsync("a", "second, which is longer", BlobCondition.None),
            () => PutAsync("x/deep/er", "in a folder", BlobCondition.IfAbsent),
            async () => Stored("x/up", "uploaded", await _blobs.UploadAsync(new BlobName("x/up"), new MemoryStream("uploaded"u8.ToArray()), BlobCondition.None, none)),
            () => DeleteAsync("x/deep/er"),
            () => PutAsync("x/deep/er", "again", BlobCondition.None),
            async () => Stored("copies/a", "second, which is longer", await _blobs.CopyAsync(new BlobName("a"), new BlobName("copies/a"), BlobCondition.None, none)),
            () => PutAsync(LongName, "long", BlobCondition.IfAbsent),
            () => DeleteAsync(LongName),
            () => DeleteManyAsync("x/deep/er", "x/up"),
            () => EnqueueAsync("one"),
            () => EnqueueAsync("two"),
            async () =>
            {
                await _queue.CompleteAsync((await _queue.LeaseAsync(TimeSpan.FromHours(1), TimeSpan.Zero, none))!, none);
                _messages.Remove("one");
            },
            async () =>
            {
                await _queue.DeadLetterAsync((await _queue.LeaseAsync(TimeSpan.FromHours(1), TimeSpan.Zero, none))!, "why", none);
                _messages.Remove("two");
                _letters.Add("two");
            },
        };
        foreach (var step in steps)
        {
            beforeStep(Expected);
            await step();
            Expected = Describe(_stored, _messages, _letters);
            await afterStep();
        }
    }

    /// <summary>What is there, in the form of <see cref="Expected"/>, found by reading everything.</summary>
    public static async Task<string> ReadAsync(IFileSystem files)
    {
        var reader = new StorageScenario(files);
        reader.Time.Advance(TimeSpan.FromDays(1));
        await foreach (var blob in reader._blobs.ListAsync("", CancellationToken.None))
        {
            var found = (await reader._blobs.GetAsync(blob.Name, CancellationToken.None))!;
            reader.Stored(blob.Name.Value, Encoding.UTF8.GetString(found.Bytes.Span), found.Properties);
        }
        var letters = (await reader._queue.PeekDeadLettersAsync(32, CancellationToken.None)).Select(l => Encoding.UTF8.GetString(l.Body.Span) + (l.Reason == "why" ? "" : "?"));
        var messages = new List<string>();
        while (await reader._queue.LeaseAsync(TimeSpan.FromHours(1), TimeSpan.Zero, CancellationToken.None) is { } lease) messages.Add(Encoding.UTF8.GetString(lease.Body.Span));
        return Describe(reader._stored, messages, letters);
    }

    private static string Describe(IEnumerable<KeyValuePair<string, string>> blobs, IEnumerable<string> messages, IEnumerable<string> letters) =>
        string.Join(';', blobs.Select(b => $"{(b.Key == LongName ? "LONG" : b.Key)}={b.Value}")) + $" | {string.Join(',', messages.Order())} | {string.Join(',', letters.Order())}";

    private async Task PutAsync(string name, string text, BlobCondition condition) =>
        Stored(name, text, await _blobs.PutAsync(new BlobName(name), Encoding.UTF8.GetBytes(text), condition, CancellationToken.None));

    private async Task DeleteAsync(string name)
    {
        Assert.True(await _blobs.DeleteAsync(new BlobName(name), BlobCondition.None, CancellationToken.None));
        _stored.Remove(name);
    }

    private async Task DeleteManyAsync(params string[] names)
    {
        await _blobs.DeleteManyAsync([.. names.Select(n => new BlobName(n))], CancellationToken.None);
        foreach (var name in names) _stored.Remove(name);
    }

    private async Task EnqueueAsync(string body)
    {
        await _queue.PutAsync(Encoding.UTF8.GetBytes(body), TimeSpan.Zero, CancellationToken.None);
        _messages.Add(body);
    }

    // The version too must survive: a reader holds on to it across a restart.
    private void Stored(string name, string text, BlobProperties properties) => _stored[name] = $"{text} ({properties.ETag})";
}
