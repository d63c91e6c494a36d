using Microsoft.Data.Sqlite;
using Persist.Engine.Items;
using Persist.Engine.Local;
using Persist.Engine.Local.Reading;
using Persist.Engine.Local.Replicating;
using Persist.Engine.Local.Tables;
using Persist.Engine.Local.Writing;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;
using SQLitePCL;

namespace Persist.Engine.Tests.Sync;

/// <summary>What a small sync costs here does not depend on the size of the store: counted in pages that SQLite looks at.</summary>
public sealed class ScalingTests : IDisposable
{
    private const int Changes = 10;
    private const long Now = 1_700_000_000_000_000;

    // Than any tombstone that the first pull may have left out.
    private static readonly long Later = Now + (long)TimeSpan.FromMinutes(1).TotalMicroseconds;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ten_changes_look_at_as_many_pages_in_a_large_store_as_in_a_small_one()
    {
        var (small, large) = (Count(1_000), Count(60_000));

        // A B-tree of sixty times the items is one level deeper: one page more for each look-up.
        Assert.InRange(large.Push, 1, 2 * small.Push);
        Assert.InRange(large.Pull, 1, 2 * small.Pull);
    }

    [Fact]
    public void What_a_waiting_increment_costs_does_not_grow_with_how_many_wait_on_its_counter()
    {
        var (few, many) = (Increment(200), Increment(2_000));
        Assert.InRange(many.Settle, 1, 15 * few.Settle);
        Assert.InRange(many.Arrive, 1, 15 * few.Arrive);
    }

    private (long Push, long Pull) Count(int items)
    {
        using var connection = Open($"{items}.db");
        using var tables = new LocalTables(connection, salt: 1);
        Transact(connection, () => Pull(tables, items, items, seq: 1));
        Transact(connection, () =>
        {
            var writer = new ItemWriter(new OpWriter(tables, Later), _ => SyncStrategy.LastWriteWins);
            for (var i = 0; i < Changes; i++)
            {
                writer.Set(Key(i, items), "2", force: false);
            }
        });
        var push = Transact(connection, () =>
        {
            var batches = new Batches(tables, RandomIds.Secure, new PutConflicts(tables, Now), Now);
            var batch = batches.Freeze(new BatchBounds(100, long.MaxValue))!;
            Assert.Equal(Changes, batch.Ops.Count);
            Assert.True(batches.Settle(batch, new PushResult(2, 1, Later, 0, [], [], [], "t")));
        });
        return (push, Transact(connection, () => Pull(tables, Changes, items, seq: 3)));
    }

    // Others have pushed before the increments, so they are acknowledged first and go when their row arrives.
    private (long Settle, long Arrive) Increment(int times)
    {
        using var connection = Open($"counter-{times}.db");
        using var tables = new LocalTables(connection, salt: 1);
        var counter = new CellKey("count", ItemKind.Counter, "");
        Transact(connection, () =>
        {
            for (var i = 0; i < times; i++)
            {
                var writer = new OpWriter(tables, Now);
                writer.BeginWrite();
                writer.Write(counter, OpKind.Add, "1");
                writer.Complete();
            }
        });
        var settle = Transact(connection, () =>
        {
            var batches = new Batches(tables, RandomIds.Secure, new PutConflicts(tables, Now), Now);
            var batch = batches.Freeze(new BatchBounds(times, long.MaxValue))!;
            Assert.Equal(times, batch.Ops.Count);
            Assert.False(batches.Settle(batch, new PushResult(2, 1, Now, 0, [], [], [], "t")));
        });
        var row = new Cell(counter, $"{times}", false, Now, "other", "o-1", 2);
        var arrive = Transact(connection, () => new Pages(tables, new PutConflicts(tables, Now), Now).Apply([row], [], 2, 2, "tail"));
        Assert.Equal(0, tables.Ops.CountUnsent());
        Assert.Equal($"{times}", tables.Cells.Find(counter)!.Value.Cell.Value);
        return (settle, arrive);
    }

    private SqliteConnection Open(string name)
    {
        var path = _folder.File(name);
        LocalStore.Open(path, "s", Durability.Normal, _ => SyncStrategy.LastWriteWins, TimeProvider.System).Dispose();
        return SqliteFile.OpenWriter(path, isFull: false);
    }

    private static void Pull(LocalTables tables, int changed, int items, long seq)
    {
        var cells = Enumerable.Range(0, changed)
            .Select(i => new Cell(CellKey.OfValue(Key(i * (items / changed), items)), $"{seq}", false, Now + seq, "other", $"o-{i}", seq))
            .ToList();
        Assert.Equal(changed, new Pages(tables, new PutConflicts(tables, Now), Now).Apply(cells, [], seq, seq, "tail"));
    }

    private static string Key(int number, int items) => $"machine/{number * 7919L % items:000000}";

    // The pages that a transaction looked at, in the cache or not.
    private static long Transact(SqliteConnection connection, Action body)
    {
        Looked(connection);
        SqliteFile.Execute(connection, "BEGIN IMMEDIATE");
        body();
        SqliteFile.Execute(connection, "COMMIT");
        return Looked(connection);
    }

    private static long Looked(SqliteConnection connection)
    {
        var pages = 0L;
        foreach (var counter in (int[])[raw.SQLITE_DBSTATUS_CACHE_HIT, raw.SQLITE_DBSTATUS_CACHE_MISS])
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_db_status(connection.Handle, counter, out var count, out _, 1));
            pages += count;
        }

        return pages;
    }
}
