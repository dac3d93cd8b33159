using System.Globalization;
using System.Text.Json;
using Serverless.Activities.Stages;
using Serverless.Datasets;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Graph.Functions;
using Serverless.Graph.Validation;
using Serverless.Local.Client;
using Serverless.Storage;
using Serverless.Store.Results;
using Serverless.Supervision;
using Serverless.Tables.Errors;

namespace Serverless.Local;

/// <summary>What an exception comes to for the user: a message and an exit status, the same for every verb.</summary>
internal static class ExitCodes
{
    /// <summary>Where memory is short, however it is limited.</summary>
    public const string MemoryWords = "There is not enough memory for this. --memory and 'ulimit -v' say what the process may take.";

    // ERROR codes of the system for "no more open files": EMFILE and ENFILE on Unix, ERROR_TOO_MANY_OPEN_FILES on Windows.
    private static readonly int[] TooManyFiles = [24, 23, 4];

    /// <summary>Says it on standard error.</summary>
    /// <returns>The exit status.</returns>
    public static async Task<int> ReportAsync(Exception fault)
    {
        var (status, message) = Of(fault);
        await Console.Error.WriteLineAsync(message);
        return status;
    }

    internal static (int Status, string Message) Of(Exception fault) => fault switch
    {
        AggregateException { InnerExceptions: [var only] } => Of(only),
        InputException or JobInvalidException or FunctionCatalogException or MissingInputException or MisfitInputException => (ExitStatus.WrongInput, fault.Message.TrimEnd()),
        _ when IsShortOfFiles(fault) => (ExitStatus.PlatformFailed, OpenFiles.Words),
        FileNotFoundException when IsPart(fault) => (ExitStatus.PlatformFailed, MemoryWords),
        PlatformException or StorageException or HubException or IOException or UnauthorizedAccessException => (ExitStatus.PlatformFailed, fault.Message),
        DatasetException or TableException or DurableFailureException => (ExitStatus.PlatformFailed, fault.Message),
        LostResultException => (ExitStatus.PlatformFailed, $"{fault.Message} Run the document again: what is lost is made again."),
        JsonException => (ExitStatus.PlatformFailed, $"Something that is stored cannot be read: {fault.Message} {Told(fault)}"),
        OutOfMemoryException => (ExitStatus.PlatformFailed, MemoryWords),
        // Reported, not thrown on: a process that aborts counts as one that its units killed, and is started again.
        _ => (ExitStatus.PlatformFailed, $"A fault of this program, {fault.GetType().Name}: {MessageOf(fault)} {Told(fault)}"),
    };

    private static bool IsShortOfFiles(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (IsPart(fault) && !OpenFiles.AreLeft()) return true;
            if (fault is IOException { HResult: var code } && TooManyFiles.Contains(code & 0xFFFF) && fault.Message.Contains("open files", StringComparison.OrdinalIgnoreCase)) return true;
            if (fault is System.ComponentModel.Win32Exception { NativeErrorCode: 23 or 24 } && !OperatingSystem.IsWindows()) return true;
            if (fault is System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.TooManyOpenSockets }) return true;
        }
        return false;
    }

    // A part of this program that is there, and cannot be opened.
    private static bool IsPart(Exception fault) =>
        fault is FileNotFoundException { FileName: { } part } && part.Contains(", Version=", StringComparison.Ordinal) && (part.StartsWith("Serverless.", StringComparison.Ordinal) || part.StartsWith("System.", StringComparison.Ordinal));

    // The story is for anyone who mends the program, and no answer to a user: it goes into a file, and the answer names that.
    private static string Told(Exception fault)
    {
        try
        {
            var path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"serverless-fault-{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}-{Environment.ProcessId}.txt"));
            File.WriteAllText(path, fault.ToString());
            return $"What is finished is recorded. The details are in '{path}'.";
        }
        catch (Exception)
        {
            // The disk may be what is wrong; an exception of user code may throw when it is asked.
            return "What is finished is recorded.";
        }
    }

    private static string MessageOf(Exception fault)
    {
        try
        {
            return fault.Message.ReplaceLineEndings(" ");
        }
        catch (Exception)
        {
            return "(without a message)";
        }
    }
}
