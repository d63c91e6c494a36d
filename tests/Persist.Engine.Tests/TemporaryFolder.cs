namespace Persist.Engine.Tests;

/// <summary>A folder that goes with the test. In memory under <c>build.sh test</c>, which says where temporary files go.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("persist-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
