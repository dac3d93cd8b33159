using Serverless.Activities;
using Serverless.Engine;
using Serverless.Graph.Functions;
using Serverless.Graph.Validation;
using Serverless.Local.Client;
using Serverless.Storage;

namespace Serverless.Local;

/// <summary>What an exception comes to for the user: a message and an exit status, the same for every verb.</summary>
internal static class Faults
{
    /// <summary>Says it on standard error.</summary>
    /// <returns>The exit status.</returns>
    public static async Task<int> ReportAsync(Exception fault)
    {
        var (status, message) = fault switch
        {
            InputException or JobInvalidException or FunctionCatalogException or MissingInputException or MisfitInputException => (ExitStatus.WrongInput, fault.Message.TrimEnd()),
            PlatformException or StorageException or HubException or IOException or UnauthorizedAccessException => (ExitStatus.PlatformFailed, fault.Message),
            // Reported, not thrown on: a process that aborts counts as one that its units killed, and is started again.
            _ => (ExitStatus.PlatformFailed, $"A fault of this program: {fault}"),
        };
        await Console.Error.WriteLineAsync(message);
        return status;
    }
}
