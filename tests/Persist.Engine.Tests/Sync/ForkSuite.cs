using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

/// <summary>Copied and restored files: both go on, nothing is lost, and nothing happens twice.</summary>
public abstract partial class ForkSuite : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>How many random histories there are.</summary>
    protected abstract int Histories { get; }

    /// <summary>The PostgreSQL database to sync through; null for a hub.</summary>
    protected abstract Task<string?> DatabaseAsync();

    [ContractFact]
    [Trait("Scenario", "16")]
    public async Task A_file_that_is_copied_with_a_batch_in_flight_forks_once_and_every_increment_counts_once()
    {
        using var scene = await SceneAsync();
        var original = scene.Open("original");
        Assert.True(await original.SyncAsync());
        Add(original, "c", 1);
        original.Remote.Faults = 100;
        Assert.False(await original.SyncAsync()); // frozen, and perhaps there
        Add(original, "c", 10);
        var copy = scene.Copy(original, "copy");
        var before = copy.Local.Replica;
        Add(copy, "c", 100);
        Add(original, "c", 1000);
        original.Remote.Faults = 0;
        Assert.True(await original.SyncAsync());
        Assert.True(await copy.SyncAsync());

        Assert.Equal("1111", (await scene.HealAsync())["c"]);
        Assert.Equal(before, original.Local.Replica);
        Assert.NotEqual(before, copy.Local.Replica);
        Assert.Equal("Fork", copy.Local.Status().LastRecovery!.Kind);
        Assert.Null(original.Local.Status().LastRecovery);
        Assert.Null(copy.Local.Position().Author.Former); // nothing waits any more that depends on it
    }

    [ContractFact]
    [Trait("Scenario", "17")]
    public async Task A_file_restored_from_an_old_backup_forks_before_any_row_is_applied()
    {
        using var scene = await SceneAsync();
        var (laptop, other) = (scene.Open("laptop"), scene.Open("other"));
        Add(laptop, "c", 1);
        Assert.True(await laptop.SyncAsync());
        Add(laptop, "c", 2);
        laptop.Set("waits", "1");
        laptop.CopyTo(scene.PathOf("backup"));
        Assert.True(await laptop.SyncAsync());
        Add(laptop, "c", 4);
        Assert.True(await laptop.SyncAsync());
        Assert.True(await other.SyncAsync());
        other.Set("waits", "2");
        Assert.True(await other.SyncAsync());

        laptop.RestoreFrom(scene.PathOf("backup"));
        Add(laptop, "c", 8);
        var items = await scene.HealAsync();
        Assert.Equal(("15", "2"), (items["c"], items["waits"]));
        Assert.Empty(laptop.Local.DeadLetters());
        Assert.Equal((1, 2), (laptop.Local.Status().LastRecovery!.Kept, laptop.Local.Status().LastRecovery!.Sent));
    }

    [ContractFact]
    [Trait("Scenario", "16")]
    public async Task What_the_original_writes_after_it_was_copied_while_open_is_foreign_to_the_copy()
    {
        using var scene = await SceneAsync();
        var original = scene.Open("original");
        original.Set("waits", "0");
        var copy = scene.CopyOpen(original, "copy");
        original.Set("k", "1");
        copy.Set("k", "2");
        Assert.True(await original.SyncAsync());

        var items = await scene.HealAsync();
        var conflict = Assert.Single(copy.Local.Conflicts.Of(null));
        Assert.Equal(("k", items["k"]), (conflict.Key, conflict.Resolved!.Json));
    }

    [ContractFact]
    [Trait("Scenario", "16")]
    public async Task What_is_written_over_a_change_that_the_copy_of_an_open_file_sends_first_is_not_lost()
    {
        using var scene = await SceneAsync();
        var original = scene.Open("original");
        Add(original, "c", 1);
        original.Set("changed", "1");
        original.Set("removed", "1");
        var copy = scene.CopyOpen(original, "copy");
        Add(original, "c", 10);
        original.Set("changed", "2");
        original.Remove("removed");
        Assert.True(await copy.SyncAsync());

        var items = await scene.HealAsync();
        Assert.Equal(("11", "2", false), (items["c"], items["changed"], items.ContainsKey("removed")));
    }

    [ContractFact]
    public async Task A_conflict_that_waits_is_closed_when_a_copy_has_decided_about_it()
    {
        using var scene = await SceneAsync();
        var isHelpful = false;
        MergeFunction merge = (request, _) => isHelpful
            ? ValueTask.FromResult(MergeResult.UseLocal)
            : throw new InvalidOperationException("not now");
        var (other, original) = (scene.Open("other", merge), scene.Open("original", merge));
        original.Set("k", "1");
        other.Set("k", "2");
        Assert.True(await other.SyncAsync());
        Assert.True(await original.SyncAsync());
        original.Set("k", "3");
        var copy = scene.Copy(original, "copy", merge);
        Assert.Equal(ConflictState.Open, Assert.Single(copy.Local.Conflicts.Of(null)).State);
        isHelpful = true;
        Assert.True(await original.SyncAsync());

        Assert.Equal("3", (await scene.HealAsync())["k"]);
        Assert.DoesNotContain(copy.Local.Conflicts.Of(null), conflict => conflict.State == ConflictState.Open);
    }

    [ContractFact]
    public async Task What_stands_on_a_change_in_flight_is_merged_with_what_a_copy_has_made_of_that()
    {
        using var scene = await SceneAsync();
        var (other, original) = (scene.Open("other", Appended), scene.Open("original", Appended));
        original.Set("k", "\"1\"");
        var copy = scene.Copy(original, "copy", Appended);
        copy.Local.Replication.Freeze(SyncLimits.Batch);
        copy.Set("k", "\"12\"");
        other.Set("k", "\"0\"");
        Assert.True(await other.SyncAsync());
        Assert.True(await original.SyncAsync());

        Assert.Equal("\"012\"", (await scene.HealAsync())["k"]);
    }

    [ContractFact]
    public async Task A_copy_that_is_thrown_away_takes_nothing_with_it()
    {
        using var scene = await SceneAsync();
        var original = scene.Open("original");
        Assert.True(await original.SyncAsync());
        original.Set("k", "1");
        var copy = scene.Copy(original, "copy");
        Assert.True(await original.SyncAsync());
        original.Set("late", "2");
        original.Set("later", "3");
        original.CopyTo(scene.PathOf("thief"));
        copy.Set("of the copy", "4");
        Assert.True(await copy.SyncAsync()); // a replica of its own
        var thief = scene.Open("thief");
        original.Set("k", "5");
        Assert.True(await original.SyncAsync());
        thief.Set("gone", "6");
        var asked = thief.Local.Replication.Unsent();
        Assert.Equal(3, asked.Names.Count);
        // The thief asks what it may send, and is never seen again.
        var request = new Engine.Remotes.ForkRequest(
            new Engine.Remotes.ReplicaIdentity(original.Store, thief.Local.Replica, "thief"), [], thief.Local.Position().Cursor, asked);
        var answer = await thief.Remote.ForkAsync(request, default);
        Assert.Equal(2, answer.Sent.Sum(batch => asked.Names.And(batch.Ops).Count));
        var again = await thief.Remote.ForkAsync(request, default);
        Assert.Equal(answer.Sent.Select(batch => (batch.Seq, $"{batch.Ops}")), again.Sent.Select(batch => (batch.Seq, $"{batch.Ops}")));
        original.Set("last", "7");
        Assert.True(await original.SyncAsync());
        Assert.Equal(["k", "last", "late", "later", "of the copy"], original.Items().Keys.Order());
    }

    [ContractFact]
    public async Task Three_copies_of_one_file_become_three_replicas()
    {
        using var scene = await SceneAsync();
        var original = scene.Open("original");
        Assert.True(await original.SyncAsync());
        Add(original, "c", 1);
        original.CopyTo(scene.PathOf("copy"));
        var third = scene.Copy(original, "third");
        Add(third, "c", 10);
        Assert.True(await third.SyncAsync()); // the first that pushes stays the replica
        var copy = scene.Open("copy");
        Add(copy, "c", 100);
        Assert.True(await copy.SyncAsync());
        Add(original, "c", 1000);

        Assert.Equal("1111", (await scene.HealAsync())["c"]);
        Assert.Equal(3, scene.Replicas.Select(replica => replica.Local.Replica).Distinct().Count());
    }

    [ContractFact]
    public async Task A_copy_of_a_copy_sends_nothing_twice()
    {
        using var scene = await SceneAsync();
        var first = scene.Open("first");
        Assert.True(await first.SyncAsync());
        Add(first, "c", 1);
        var second = scene.Copy(first, "second");
        Add(second, "c", 10);
        var third = scene.Copy(second, "third");
        Add(third, "c", 100);
        var fourth = scene.Copy(third, "fourth");
        Add(fourth, "c", 1000);
        foreach (var replica in scene.Replicas.Reverse())
        {
            Assert.True(await replica.SyncAsync());
        }

        Assert.Equal("1111", (await scene.HealAsync())["c"]);
        Assert.Equal(4, scene.Replicas.Select(replica => replica.Local.Replica).Distinct().Count());
    }

    [ContractFact]
    public async Task What_a_copy_wrote_after_a_common_write_has_seen_it()
    {
        using var scene = await SceneAsync();
        var original = scene.Open("original");
        Assert.True(await original.SyncAsync());
        original.Local.Write(writer => writer.Include("s", ["\"common\"", "\"kept\""]));
        original.Set("v", "1");
        var copy = scene.Copy(original, "copy");
        Add(original, "c", 1);
        Assert.True(await original.SyncAsync());
        copy.Local.Write(writer => writer.RemoveParts("s", "set", ["\"common\""]));
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        copy.Set("v", "2");
        Assert.True(await copy.SyncAsync());

        var items = await scene.HealAsync();
        Assert.Equal("""["kept"]""", items["s"]);
        Assert.Equal("2", items["v"]);
        Assert.Empty(copy.Local.Conflicts.Of(null)); // it replaced its own write
    }

    [ContractFact]
    public async Task An_original_whose_common_writes_a_copy_has_sent_goes_on_from_them()
    {
        using var scene = await SceneAsync();
        var original = scene.Open("original");
        Assert.True(await original.SyncAsync());
        original.Set("moves on", "1");
        Assert.True(await original.SyncAsync());
        original.CopyTo(scene.PathOf("copy"));
        original.Set("moves on", "2");
        Assert.True(await original.SyncAsync()); // so that the copy is the one that forks
        original.RestoreFrom(scene.PathOf("copy"));
        original.Local.Write(writer => writer.Include("s", ["\"common\""]));
        original.Set("v", "1");
        Add(original, "c", 1);
        var copy = scene.Copy(original, "copy2");
        Assert.True(await copy.SyncAsync());
        original.Local.Write(writer => writer.RemoveParts("s", "set", ["\"common\""]));
        original.Set("v", "2");
        Add(original, "c", 10);
        Assert.True(await original.SyncAsync());

        var items = await scene.HealAsync();
        Assert.False(items.ContainsKey("s"));
        Assert.Equal(("2", "11"), (items["v"], items["c"]));
        Assert.Empty(original.Local.Conflicts.Of(null));
    }

    [ContractFact]
    public async Task Random_histories_with_copies_over_a_lossy_network_count_everything_once()
    {
        for (var seed = 1; seed <= Histories; seed++)
        {
            using var scene = await SceneAsync(seed);
            await new CopyPlot(scene, seed).PlayAsync();
        }
    }

    // What was appended here comes behind theirs.
    private static ValueTask<MergeResult> Appended(MergeRequest request, CancellationToken cancellationToken)
    {
        static string Text(ItemVersion? version) => version?.Json?.Trim('"') ?? "";
        return new(MergeResult.Value($"\"{Text(request.Remote)}{Text(request.Local)[Text(request.Ancestor).Length..]}\""));
    }

    private static void Add(SimulatedReplica replica, string key, decimal amount) => replica.Local.Write(writer => writer.Add(key, amount));

    private async Task<LineageScene> SceneAsync(int seed = 1) => new(_folder, await DatabaseAsync(), seed);
}
