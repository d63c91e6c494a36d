using Persist.Engine.Conflicts;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Sync;

public sealed class StorePolicyTests
{
    private static readonly StorePolicy Policy = new(new PersistStoreOptions
    {
        Name = "p",
        Path = "p.db",
        Strategy = SyncStrategy.Manual,
        Policies =
        [
            new KeyPolicy("cfg/local/*", SyncStrategy.Custom, (_, _) => new(MergeResult.UseLocal)),
            new KeyPolicy("cfg/*", SyncStrategy.LastWriteWins),
            new KeyPolicy("??", SyncStrategy.Crdt),
            new KeyPolicy(@"HKLM\Software\*", SyncStrategy.LastWriteWins),
        ],
    });

    [Theory]
    [InlineData("cfg/local/a", SyncStrategy.Custom)]
    [InlineData("cfg/local/", SyncStrategy.Custom)]
    [InlineData("cfg/other/a", SyncStrategy.LastWriteWins)]
    [InlineData("cfg/a\nb", SyncStrategy.LastWriteWins)]
    [InlineData("ab", SyncStrategy.Crdt)]
    [InlineData("abc", SyncStrategy.Manual)] // none fits: the store's own
    [InlineData("CFG/a", SyncStrategy.Manual)] // case counts
    [InlineData(@"HKLM\Software\a", SyncStrategy.LastWriteWins)] // a backslash is a character like any other
    [InlineData("HKLMSoftware*", SyncStrategy.Manual)]
    [InlineData("x/cfg/a", SyncStrategy.Manual)] // the whole key
    public void The_first_pattern_that_fits_decides(string key, SyncStrategy expected) => Assert.Equal(expected, Policy.For(key).Strategy);
}
