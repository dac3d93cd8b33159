using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Azure.Hosting;
using Serverless.Durable;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
// The port's own options write every payload, so that histories of both engines hold the same text.
builder.Services.Configure<WorkerOptions>(options => options.Serializer = new JsonObjectSerializer(DurableJson.Options));
builder.Services.AddSingleton(services => AzureHost.Create(
    AppSettings.Read(services.GetRequiredService<IConfiguration>()), services.GetRequiredService<ILoggerFactory>(), Telemetry.Start(services.GetRequiredService<IConfiguration>())));
builder.Services.AddHostedService<QueuesAtStart>();
builder.Services.AddTelemetry();
await builder.Build().RunAsync();
