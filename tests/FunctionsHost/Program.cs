using Serverless.FunctionsHost;
using Serverless.FunctionsHost.Workers;

// functions-host APP PORT HOST.JSON: a Functions host for the isolated worker in the folder APP, on 127.0.0.1. Settings of the app are this process's environment.
// functions-host guard PROGRAM ARGUMENTS...: see Guard.
if (args is ["guard", var program, .. var arguments]) return await Guard.RunAsync(program, arguments);
await using var host = new AppHost(new HostedApp(Path.GetFullPath(args[0]), int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture), Path.GetFullPath(args[2])));
await host.RunAsync();
return 0;
