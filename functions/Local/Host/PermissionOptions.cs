using System.CommandLine;
using Serverless.Graph.Functions;

namespace Serverless.Local.Host;

/// <summary>What a host lets documents do beyond computing on what they are given: nothing of it unless said.</summary>
internal sealed class PermissionOptions
{
    private static readonly PermissionHints Hints = new("serverless host --allow-exec", "serverless host --allow-env NAME", "serverless host --allow-private-addresses");

    private readonly Option<bool> _exec = new("--allow-exec") { Description = "Run programs for documents (exec), with the rights of this process" };

    private readonly Option<string[]> _environment = new("--allow-env")
    {
        Description = "Give documents these variables of this process's environment, as { \"env\": \"NAME\" }",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _private = new("--allow-private-addresses") { Description = "Let http.get and download ask this machine and private networks; without keys they may" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_exec);
        command.Options.Add(_environment);
        command.Options.Add(_private);
    }

    public JobPermissions Read(ParseResult parsed) => new()
    {
        Exec = parsed.GetValue(_exec),
        Environment = parsed.GetValue(_environment) ?? [],
        PrivateAddresses = parsed.GetValue(_private),
        Hints = Hints,
    };
}
