using System.CommandLine;

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
        command.SetAction((parsed, cancellationToken) => new HubRepairing(options.Read(parsed)).RunAsync(parsed.GetValue(yes), cancellationToken));
        return command;
    }
}
