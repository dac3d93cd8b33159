using Serverless.Local;
using Serverless.Local.Isolation;

// What a supervisor does not need is not loaded: it is there before its child is.
return await Departures.LeaveAsync(Supervisor.Wants(args) ? Supervisor.RunAsync(args) : Verbs.RunAsync(args));
