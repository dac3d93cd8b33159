using Serverless.Local;
using Serverless.Local.Isolation;

// What a supervisor does not need is not loaded: it is there before its child is.
return Supervisor.Wants(args) ? await Supervisor.RunAsync(args) : await Verbs.RunAsync(args);
