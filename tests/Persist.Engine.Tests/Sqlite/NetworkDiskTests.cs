using Persist.Engine.Sqlite;

namespace Persist.Engine.Tests.Sqlite;

public sealed class NetworkDiskTests
{
    [Theory]
    [InlineData("/mnt/backup/a.db", "/mnt/backup")]
    [InlineData("/mnt/backup", "/mnt/backup")]
    [InlineData("/mnt/backup2/a.db", "/")]
    [InlineData("/mnt/backup2.db", "/")]
    [InlineData("/a.db", "/")]
    public void A_path_is_on_the_disk_that_is_mounted_above_it(string path, string expected) =>
        Assert.Equal(expected, NetworkDisk.Holding(path, ["/", "/mnt/backup"], root => root));

    [Fact]
    public void Case_counts_where_the_systems_file_systems_tell_names_apart_by_it()
    {
        var holding = NetworkDisk.Holding("/mnt/z/a.db", ["/", "/MNT/Z"], root => root);
        Assert.Equal(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? "/MNT/Z" : "/", holding);
    }

    [Fact]
    public void The_temporary_folder_is_local() => Assert.Null(NetworkDisk.KindOf(Path.GetTempPath()));
}
