namespace Persist.Engine.Tests;

/// <summary>A folder that goes with the test.</summary>
/// <remarks>
/// In memory where there is room: most tests are about something else than the disk, and a CI machine's disk takes most of their
/// time. What a disk does is the matter of scenario 5 and of the tests in <c>Disks</c>.
/// </remarks>
public sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    private static readonly string Root = HasRoom() ? Memory : System.IO.Path.GetTempPath();

    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(Root, "persist-" + Guid.NewGuid().ToString("N")[..12])).FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    // In a container it is often 64 MB.
    private static bool HasRoom() => Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > 2L * 1024 * 1024 * 1024;
}
