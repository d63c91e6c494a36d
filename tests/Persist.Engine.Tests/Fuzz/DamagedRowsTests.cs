using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Fuzz;

/// <summary>A file whose pages are sound and whose rows are not: whatever is done with it is done, or refused with an error that says what to do next.</summary>
public sealed class DamagedRowsTests : IAsyncLifetime
{
    private static readonly string[] Garbage = ["'garbage'", "NULL", "''", "-1", "9223372036854775807", "1.5", "x'00ff'", "'{\"a\":'", "'[1]'", "'null'"];

    private readonly TemporaryFolder _folder = new();
    private readonly List<(string Table, string Column)> _columns = [];

    public async Task InitializeAsync()
    {
        await using (var here = await OpenAsync("sound.db", "sound-hub.db"))
        await using (var there = await OpenAsync("there.db", "sound-hub.db"))
        {
            Change(here, 1);
            await here.SyncAsync();
            await there.SyncAsync();
            Change(here, 2);
            Change(there, 3);
            await there.SyncAsync();
            await here.SyncAsync();
            Change(here, 4);
        }

        using var file = Connect("sound.db");
        using var columns = file.CreateCommand();
        columns.CommandText = "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'";
        using var row = columns.ExecuteReader();
        while (row.Read())
        {
            _columns.Add((row.GetString(0), row.GetString(1)));
        }
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Rows_that_hold_something_else_are_met_with_a_registered_error() => await Cases.RunAsync(50, async random =>
    {
        var (table, column) = _columns[random.Next(_columns.Count)];
        await UseAsync(random.Next(8) == 0 ? $"DELETE FROM {table}" : $"UPDATE OR IGNORE {table} SET {column} = {Garbage[random.Next(Garbage.Length)]}");
    });

    [Theory]
    [InlineData("UPDATE cell SET value = 'garbage' WHERE kind = 'counter'")]
    [InlineData("UPDATE cell SET value = NULL WHERE kind = 'counter'")]
    [InlineData("UPDATE cell SET state = 'garbage' WHERE kind = 'counter'")]
    public async Task A_write_that_meets_a_row_it_cannot_read_says_that_the_file_is_damaged_and_changes_nothing(string damage)
    {
        var store = await DamagedAsync(damage);
        await using (store)
        {
            var failure = Assert.Throws<PersistException>(() => store.ResetCounter("counter"));
            Assert.Equal(PersistErrors.StoreCorrupt, failure.Error);
            Assert.Contains("Export-PersistStore -Salvage", failure.Message, StringComparison.Ordinal);
            Assert.Equal("1", store.Set("other", "1").Json);
            Assert.Equal("1", store.Get("other")?.Json);
        }

        // Whoever met damage leaves word of it: the next opening checks the file.
        using var file = Connect("store.db");
        using var dirty = file.CreateCommand();
        dirty.CommandText = "SELECT value FROM meta WHERE name = 'dirty'";
        Assert.Equal(2L, dirty.ExecuteScalar());
    }

    [Theory]
    [InlineData("UPDATE cell SET pending = (SELECT min(n) FROM op) WHERE kind = 'counter'")]
    [InlineData("UPDATE cell SET pending = 'garbage' WHERE kind = 'counter'")]
    [InlineData("UPDATE op SET previous = n WHERE kind = 'counter'")]
    public async Task A_change_that_its_item_does_not_know_of_stops_the_sync_and_is_not_sent_again_and_again(string damage)
    {
        await using var store = await DamagedAsync(damage);
        var failure = await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync());
        Assert.Equal(PersistErrors.StoreCorrupt, failure.Error);
        Assert.Equal(SyncState.Faulted, store.GetStatus().State);
    }

    private async Task UseAsync(string damage)
    {
        try
        {
            PersistStore? store = null;
            if (await Cases.RegisteredErrorOfAsync(async () => store = await DamagedAsync(damage)) is not null)
            {
                return;
            }

            await using var opened = store;
            foreach (var act in new Action<PersistStore>[]
            {
                s => Change(s, 5), s => s.Scan().Count(), s => s.Get("counter"), s => s.AddToCounter("counter", 1), s => s.ResetCounter("counter"),
                s => s.AddToSet("set", ["\"new\""]), s => s.RemoveFromSet("set", ["1"]), s => s.SetFields("map", [KeyValuePair.Create("f", "9")]), s => s.RemoveFields("map", ["f"]),
                s => s.Set("value", "9"), s => s.Set("counter", "9", force: true), s => s.Remove("set"), s => s.Set("manual", "9"), s => s.Set("crdt/map", """{"a":9}"""),
                s => s.GetQueue().Count(), s => s.GetStatus(), s => s.GetDeadLetters(), s => s.OptimizeAsync().GetAwaiter().GetResult(),
                s => s.GetConflicts().ToList().ForEach(c => s.ResolveConflict(c.Id, Conflicts.MergeResult.UseLocal)),
            })
            {
                Cases.RegisteredErrorOf(() => act(store!));
            }

            await Cases.RegisteredErrorOfAsync(() => store!.SyncAsync());
            await Cases.RegisteredErrorOfAsync(() => store!.TestAsync());
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{damage}: {failure}", failure);
        }
    }

    private async Task<PersistStore> DamagedAsync(string damage)
    {
        foreach (var file in Directory.GetFiles(_folder.Path, "store*"))
        {
            File.Delete(file);
        }

        File.Copy(_folder.File("sound.db"), _folder.File("store.db"));
        File.Copy(_folder.File("sound-hub.db"), _folder.File("store-hub.db"));
        using (var connection = Connect("store.db"))
        using (var command = connection.CreateCommand())
        {
            command.CommandText = damage;
            Cases.RegisteredErrorOf(() =>
            {
                try
                {
                    command.ExecuteNonQuery();
                }
                catch (SqliteException)
                {
                    // The column does not take it.
                }
            });
        }

        return await OpenAsync("store.db", "store-hub.db");
    }

    private static void Change(PersistStore store, int n)
    {
        store.Set("value", $"{n}");
        store.Set($"value/{n}", "\"x\"");
        store.Set("manual", $"{n}");
        store.Set("merged", $"{n}");
        store.AddToCounter("counter", n);
        store.AddToSet("set", [$"{n}", "\"all\""]);
        store.SetFields("map", [KeyValuePair.Create("f", $"{n}"), KeyValuePair.Create($"f{n}", "true")]);
        store.Set("crdt/map", $$"""{"a":{{n}},"b{{n}}":1}""");
        if (n > 1)
        {
            store.ResetCounter("counter");
            store.AddToCounter("counter", n);
            store.RemoveFromSet("set", ["\"all\""]);
        }
    }

    private SqliteConnection Connect(string name)
    {
        var connection = new SqliteConnection($"Data Source={_folder.File(name)};Pooling=false");
        connection.Open();
        return connection;
    }

    private Task<PersistStore> OpenAsync(string file, string hub) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = "rows",
        Path = _folder.File(file),
        Remote = _folder.File(hub),
        Suspended = true,
        Policies =
        [
            new KeyPolicy("manual", SyncStrategy.Manual, null), new KeyPolicy("crdt/*", SyncStrategy.Crdt, null),
            new KeyPolicy("merged", SyncStrategy.Custom, (request, _) => new(Conflicts.MergeResult.UseRemote)),
        ],
    });
}
