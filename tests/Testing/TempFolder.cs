namespace Serverless.Testing;

/// <summary>A new folder that goes with its owner.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("serverless-test-").FullName;

    public string Path { get; }

    /// <summary>A path below the folder.</summary>
    public string Of(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // A test may have removed it on purpose.
        }
    }
}
