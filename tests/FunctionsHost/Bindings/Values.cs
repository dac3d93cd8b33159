using Google.Protobuf;
using Microsoft.Azure.WebJobs;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Serverless.FunctionsHost.Protocol;

namespace Serverless.FunctionsHost.Bindings;

/// <summary>Values of the extensions as the worker's, and back.</summary>
internal static class Values
{
    // Times stay the text that they are.
    private static readonly JsonSerializerSettings AsWritten = new() { DateParseHandling = DateParseHandling.None };

    public static Value Write(object? value) => value switch
    {
        null => new Value(),
        string text => new Value { Text = text },
        ParameterBindingData bound => new Value
        {
            Model = new Model { Version = bound.Version, Source = bound.Source, ContentType = bound.ContentType, Content = ByteString.CopyFrom(bound.Content.ToArray()) },
        },
        _ => new Value { Json = JsonConvert.SerializeObject(value) },
    };

    public static object? Read(Value? value) => value?.KindCase switch
    {
        Value.KindOneofCase.Text => value.Text,
        // Text that the worker wrote as JSON is text to the extensions.
        Value.KindOneofCase.Json => JsonConvert.DeserializeObject<JToken>(value.Json, AsWritten) is { } token ? token is JValue plain ? plain.Value : token : null,
        Value.KindOneofCase.Data => value.Data.ToByteArray(),
        Value.KindOneofCase.Whole => value.Whole,
        Value.KindOneofCase.Number => value.Number,
        _ => null,
    };
}
