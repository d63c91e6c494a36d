using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Promises;

/// <summary>Options that no store can be opened with are refused before a file is touched.</summary>
public sealed class OptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Times_beyond_what_a_timer_can_wait_are_refused()
    {
        await RefusedAsync("InvalidInterval", Options with { Interval = TimeSpan.FromDays(60) });
        await RefusedAsync("InvalidRetention", Options with { Retention = TimeSpan.FromHours(1) });
        await RefusedAsync("InvalidRetention", Options with { Retention = TimeSpan.FromDays(4000) });
        await RefusedAsync("InvalidMergeTimeout", Options with { MergeTimeout = TimeSpan.MaxValue });
    }

    [Fact]
    public async Task The_longest_times_are_accepted()
    {
        var longest = Options with { Interval = TimeSpan.FromDays(1), MergeTimeout = TimeSpan.FromDays(1), Remote = _folder.File("hub.db") };
        await using var store = await PersistStore.OpenAsync(longest);
        await store.SyncAsync();
    }

    [Fact]
    public async Task A_disks_root_is_no_file() => await RefusedAsync("InvalidPath", Options with { Path = Path.GetPathRoot(_folder.Path)! });

    [Fact]
    public void Options_do_not_show_the_remotes_password() =>
        Assert.DoesNotContain("s3cret", (Options with { Remote = "postgres://user:s3cret@host/db" }).ToString(), StringComparison.Ordinal);

    private PersistStoreOptions Options => new() { Name = "options", Path = _folder.File("a.db") };

    private async Task RefusedAsync(string error, PersistStoreOptions options)
    {
        Assert.Equal(error, (await Assert.ThrowsAsync<PersistException>(() => PersistStore.OpenAsync(options))).Error.Id);
        Assert.False(File.Exists(options.Path));
    }
}
