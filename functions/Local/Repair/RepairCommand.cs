using System.CommandLine;
using Serverless.Engine;

namespace Serverless.Local.Repair;

/// <summary><c>serverless repair</c>: says what is wrong with a hub that refuses to start, and mends it when it is told to.</summary>
internal static class RepairCommand
{
    public static Command Create()
    {
        var yes = new Option<bool>("--yes") { Description = "Mend: end the log before the damage. Files behind it are set aside as *.lost, none is deleted" };
        var options = new CommonOptions();
        var command = new Command("repair", "Shows where the log of the hub in --data is damaged and what mending would lose. Changes nothing without --yes.") { yes };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await new HubRepairing(options.Read(parsed)).RunAsync(parsed.GetValue(yes), cancellationToken);
            }
            catch (InputException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return ExitStatus.WrongInput;
            }
            catch (Exception e) when (e is HubException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return ExitStatus.PlatformFailed;
            }
        });
        return command;
    }
}
