using Persist.Engine.Conflicts;
using Persist.Engine.Items;

namespace Persist.Engine.Tests.Promises;

/// <summary>
/// Two replicas change one item while they are apart. Whatever they do and whoever syncs first, both ends are the same
/// afterwards, and there is one conflict where there was one.
/// </summary>
/// <remarks>
/// "Create" is a write by a replica that has not seen the item. Where only one side creates, the other made the item, and
/// syncs first.
/// </remarks>
public abstract class ConflictMatrix : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AdjustableClock _clock = new();

    public enum Act
    {
        Create,
        Update,
        Delete,
    }

    public static TheoryData<SyncStrategy, Act, Act, bool> Cases()
    {
        var cases = new TheoryData<SyncStrategy, Act, Act, bool>();
        foreach (var strategy in Enum.GetValues<SyncStrategy>())
        {
            foreach (var first in Enum.GetValues<Act>())
            {
                foreach (var second in Enum.GetValues<Act>().Where(act => first != Act.Create || act == Act.Create))
                {
                    cases.Add(strategy, first, second, true);
                    cases.Add(strategy, first, second, false);
                }
            }
        }

        return cases;
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task BothEndsAreTheSameAsync(SyncStrategy strategy, Act first, Act second, bool secondIsLater)
    {
        var remote = await RemoteAsync(_folder);
        var name = "m" + Guid.NewGuid().ToString("N");
        await using var one = await OpenAsync(name, remote, strategy);
        await using var two = await OpenAsync(name, remote, strategy);
        if (first != Act.Create)
        {
            one.Set("k", "\"original\"");
            await one.SyncAsync();
            if (second != Act.Create)
            {
                await two.SyncAsync();
            }
        }

        var told = new List<ConflictRecord>();
        one.ConflictDetected += (_, e) => told.Add(e.Conflict);
        two.ConflictDetected += (_, e) => told.Add(e.Conflict);
        Do(secondIsLater ? one : two, secondIsLater ? first : second, secondIsLater ? "\"one\"" : "\"two\"");
        _clock.Advance(TimeSpan.FromSeconds(1)); // more than the estimates of the clocks' offsets differ by
        Do(secondIsLater ? two : one, secondIsLater ? second : first, secondIsLater ? "\"two\"" : "\"one\"");
        await one.SyncAsync();
        await two.SyncAsync();
        await one.SyncAsync();

        var expected = Expected(strategy, first, second, secondIsLater);
        Assert.Equal(expected, one.Get("k")?.Json);
        Assert.Equal(expected, two.Get("k")?.Json);
        await using var fresh = await OpenAsync(name, remote, strategy);
        await fresh.SyncAsync();
        Assert.Equal(expected, fresh.Get("k")?.Json);
        CheckConflicts(strategy, first, second, secondIsLater, one, two, told);
    }

    protected abstract Task<string> RemoteAsync(TemporaryFolder folder);

    private static void CheckConflicts(
        SyncStrategy strategy, Act first, Act second, bool secondIsLater, PersistStore one, PersistStore two, List<ConflictRecord> told)
    {
        // Nothing is lost when both delete; and a merge has nothing to merge with where the other only deleted what the creator never saw.
        var isConflict = !(first == Act.Delete && (second == Act.Delete || (second == Act.Create && !IsByTime(strategy))));
        if (!isConflict)
        {
            Assert.Empty(told);
            Assert.Empty(one.GetConflicts());
            Assert.Empty(two.GetConflicts());
            return;
        }

        // Last-write-wins is settled at the remote and known to both; a merge is known to the replica that ran it, the second.
        var conflict = Assert.Single(two.GetConflicts());
        var isByTime = IsByTime(strategy);
        Assert.Equal(isByTime ? 2 : 1, told.Count);
        Assert.All(told, each => Assert.Equal(conflict.Id, each.Id));
        var isOpen = strategy == SyncStrategy.Manual;
        Assert.Equal(isOpen ? ConflictState.Open : ConflictState.Resolved, conflict.State);
        Assert.Equal((isByTime ? SyncStrategy.LastWriteWins : strategy, "k"), (conflict.Strategy, conflict.Key));
        Assert.Equal(Value(second, "\"two\""), conflict.Local.Json);
        Assert.Equal(Value(first, "\"one\""), conflict.Remote.Json);
        Assert.Equal(two.Replica, conflict.Local.Replica);
        Assert.Equal(one.Replica, conflict.Remote.Replica);
        Assert.Equal(isOpen, conflict.Resolved is null);
        Assert.Equal(isOpen ? 1 : 0, two.GetStatus().OpenConflicts);
        if (!isOpen)
        {
            Assert.Equal(Expected(strategy, first, second, secondIsLater), conflict.Resolved!.Json);
        }

        if (isByTime)
        {
            var mirrored = Assert.Single(one.GetConflicts());
            Assert.Equal((conflict.Remote, conflict.Local), (mirrored.Local, mirrored.Remote));
        }
    }

    private static string? Expected(SyncStrategy strategy, Act first, Act second, bool secondIsLater)
    {
        if (IsByTime(strategy))
        {
            return secondIsLater ? Value(second, "\"two\"") : Value(first, "\"one\"");
        }

        return (first, second) switch
        {
            (Act.Delete, Act.Delete) => null,
            (Act.Delete, Act.Create) => "\"two\"",
            _ when strategy == SyncStrategy.Manual => Value(first, "\"one\""), // what the remote has is shown until somebody decides
            _ => $"\"{Shown(Value(second, "two"))}+{Shown(Value(first, "one"))}\"",
        };
    }

    // Of what is no object the latest write stands also with Crdt.
    private static bool IsByTime(SyncStrategy strategy) => strategy is SyncStrategy.LastWriteWins or SyncStrategy.Crdt;

    private static string? Value(Act act, string json) => act == Act.Delete ? null : json;

    private static string Shown(string? text) => text ?? "nothing";

    private static void Do(PersistStore store, Act act, string json)
    {
        if (act == Act.Delete)
        {
            Assert.True(store.Remove("k"));
        }
        else
        {
            store.Set("k", json);
        }
    }

    private static ValueTask<MergeResult> Join(MergeRequest request, CancellationToken cancellationToken) =>
        new(MergeResult.Value($"\"{Shown(Text(request.Local))}+{Shown(Text(request.Remote))}\""));

    private static string? Text(ItemVersion version) => version.Json?.Trim('"');

    private Task<PersistStore> OpenAsync(string name, string remote, SyncStrategy strategy) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = name,
        Path = _folder.File(Guid.NewGuid().ToString("N") + ".db"),
        Remote = remote,
        Strategy = strategy,
        Merge = strategy == SyncStrategy.Custom ? Join : null,
        Suspended = true,
        TimeProvider = _clock,
    });
}
