namespace Persist.Engine.Tests.Disks;

/// <summary>A test on a disk of its own: skipped with a reason where none can be mounted.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Missing;
}
