using System.Globalization;
using System.Text;
using Serverless.Native.Files;

namespace Serverless.Storage.Local.Tests.Processes;

/// <summary>What this program does when it is started as a process of its own: <c>ROLE FOLDER NUMBER</c>.</summary>
internal static class Child
{
    public static readonly BlobName Counter = new("counter");
    public static readonly BlobName Same = new("same");

    public static async Task<int> Main(string[] args)
    {
        if (args is not [var role, var folder, var number]) return 2;
        var blobs = new LocalBlobAccount(folder, TimeProvider.System).GetContainer("tenant");
        var queue = new LocalQueueAccount(folder, TimeProvider.System).GetQueue("units");
        var count = int.Parse(number, CultureInfo.InvariantCulture);
        switch (role)
        {
            case "increment":
                await IncrementAsync(blobs, count);
                return 0;
            case "consume":
                await ConsumeAsync(queue);
                return 0;
            case "write":
                await WriteAsync(blobs, queue, count);
                return 0;
            case "scratch":
                return await HoldAsync(folder);
            default:
                return 2;
        }
    }

    /// <summary>Bytes that tell whether they are whole: a number over and over, as often as the number says.</summary>
    public static byte[] Content(int number) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{number:00000000}", 1 + number % 3000)));

    private static async Task IncrementAsync(IBlobStore blobs, int times)
    {
        for (var done = 0; done < times;)
        {
            var now = (await blobs.GetAsync(Counter, CancellationToken.None))!;
            var next = int.Parse(Encoding.UTF8.GetString(now.Bytes.Span), CultureInfo.InvariantCulture) + 1;
            try
            {
                await blobs.PutAsync(Counter, Encoding.UTF8.GetBytes($"{next}"), BlobCondition.IfMatch(now.Properties.ETag), CancellationToken.None);
                done++;
            }
            catch (StorageConflictException)
            {
                // Another process was first.
            }
        }
    }

    /// <summary>Has a scratch folder until it is killed.</summary>
    private static async Task<int> HoldAsync(string root)
    {
        using var scratch = ScratchFolder.Create(root);
        await File.WriteAllTextAsync(Path.Combine(scratch.Path, "spill"), "x");
        Console.WriteLine(scratch.Path);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        return 0;
    }

    private static async Task ConsumeAsync(IWorkQueue queue)
    {
        while (await queue.LeaseAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(3), CancellationToken.None) is { } lease)
        {
            Console.WriteLine(Encoding.UTF8.GetString(lease.Body.Span));
            await queue.CompleteAsync(lease, CancellationToken.None);
        }
    }

    /// <summary>Writes until it is killed, and says after each write that it is done.</summary>
    private static async Task WriteAsync(IBlobStore blobs, IWorkQueue queue, int first)
    {
        for (var number = first; ; number++)
        {
            await blobs.PutAsync(Same, Content(number), BlobCondition.None, CancellationToken.None);
            await blobs.PutAsync(new BlobName($"each/{number % 10}/{number}"), Content(number), BlobCondition.IfAbsent, CancellationToken.None);
            await queue.PutAsync(Encoding.UTF8.GetBytes($"{number}"), TimeSpan.Zero, CancellationToken.None);
            Console.WriteLine(number);
        }
    }
}
