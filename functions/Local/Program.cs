using Serverless.Local;
using Serverless.Local.Isolation;
using Serverless.Supervision;

if (!OpenFiles.Suffice()) return ExitStatus.PlatformFailed;

// What a supervisor does not need is not loaded: it is there before its child is.
return await Departures.LeaveAsync(SupervisedCommands.Wants(args) ? SupervisedCommands.RunAsync(args) : Verbs.RunAsync(args));
