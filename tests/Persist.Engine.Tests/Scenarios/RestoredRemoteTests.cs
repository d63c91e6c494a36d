using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;
using Persist.Engine.Worker;
using Xunit.Abstractions;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>The remote was restored from a backup: a database by pg_restore, a hub by its file.</summary>
[Collection(PostgresCollection.Name)]
public sealed class RestoredRemoteTests(PostgresServer server, ITestOutputHelper output) : PostgresScenario(server)
{
    [PostgresFact]
    [Trait("Scenario", "18")]
    public async Task A_database_that_is_restored_from_a_dump_stops_the_sync_until_a_person_decides_and_nothing_is_lost()
    {
        var (database, name, dump) = (await Server.CreateDatabaseAsync(), NewName(), Folder.File("dump"));
        var url = Url(database);
        await using var one = await OpenAsync(database, name);
        await using var two = await OpenAsync(database, name);
        await LiveAsync(one, two, () => RunAsync("pg_dump", "--format=custom", "--file", dump, url));
        await RunAsync("pg_restore", "--clean", "--if-exists", "--dbname", url, dump);
        await RepairedAsync(one, two);
    }

    [Fact]
    [Trait("Scenario", "18")]
    public async Task A_hub_whose_file_is_restored_stops_the_sync_until_a_person_decides_and_nothing_is_lost()
    {
        var (hub, backup, name) = (Folder.File("hub.db"), Folder.File("backup.db"), NewName());
        await using var one = await OpenAsync(hub, name);
        await using var two = await OpenAsync(hub, name);
        await LiveAsync(one, two, () => BackUpAsync(hub, backup));
        Restore(hub, backup);
        await RepairedAsync(one, two);
    }

    [Fact]
    [Trait("Scenario", "18")]
    public async Task A_process_that_is_killed_at_any_statement_of_a_repair_leaves_a_file_that_is_repaired_or_as_it_was()
    {
        var (hub, backup, name) = (Folder.File("hub.db"), Folder.File("backup.db"), NewName());
        var (file, other) = (Folder.File("one.db"), Folder.File("two.db"));
        await using (var one = await PersistStore.OpenAsync(Repairing.Options(file, name, hub)))
        await using (var two = await PersistStore.OpenAsync(Repairing.Options(other, name, hub)))
        {
            await LiveAsync(one, two, () => BackUpAsync(hub, backup));
        }

        Restore(hub, backup);
        var (statements, killed) = (await RepairAsync(file, hub, name, dieAt: 0), 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(Soak.Sample(statements, 12, from: 5), options, async (statement, _) =>
        {
            var lived = await RepairAsync(file, hub, name, dieAt: statement + 1); // see KillTests
            Assert.True(lived <= statement, $"it was not killed at statement {statement + 1} of {lived}");
            Interlocked.Add(ref killed, lived > 0 ? 0 : 1);
        });
        output.WriteLine($"of a repair of {statements} statements killed at {killed}");
    }

    // Both have everything when the remote is set back; one of them has written more since, and the other as well.
    private static async Task LiveAsync(PersistStore one, PersistStore two, Func<Task> backUpAsync)
    {
        one.AddToCounter("counter", 1);
        one.Set("both", "1");
        await one.SyncAsync();
        await two.SyncAsync();
        await backUpAsync();
        one.AddToCounter("counter", 10);
        one.Set("both", "2");
        one.SetMany([.. Enumerable.Range(0, 20).Select(i => KeyValuePair.Create($"item/{i}", $"{i}"))]);
        await one.SyncAsync();
        await two.SyncAsync();
        one.AddToCounter("counter", 100);
        two.AddToCounter("counter", 1000);
    }

    private static async Task RepairedAsync(PersistStore one, PersistStore two)
    {
        foreach (var store in new[] { one, two })
        {
            var failure = await Assert.ThrowsAsync<PersistException>(() => StoppedAsync(store));
            Assert.True(failure.Is(PersistErrors.Rewound), failure.ToString());
            Assert.Equal(SyncState.Faulted, store.GetStatus().State);
            store.Set("meanwhile", "1");
        }

        var told = new List<RecoveryKind>();
        two.Recovered += (_, e) => told.Add(e.Recovery.Kind);
        await one.RepairAsync(RepairKeep.Local);
        await one.SyncAsync();
        await two.RepairAsync(RepairKeep.Remote);
        await two.SyncAsync();
        await one.SyncAsync();
        Assert.Equal([RecoveryKind.KeepRemote], told);
        Assert.Equal((SyncState.Paused, RecoveryKind.KeepLocal), (one.GetStatus().State, one.GetStatus().LastRecovery!.Kind));
        AssertWhole(one, "1111");
        Assert.Equal(one.Scan().Select(item => (item.Key, item.Json)), two.Scan().Select(item => (item.Key, item.Json)));
    }

    // A server that threw the connections out is reached by a new one.
    private static async Task StoppedAsync(PersistStore store)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await store.SyncAsync();
                return;
            }
            catch (PersistException failure) when (failure.Error.IsTransient && attempt < 5)
            {
            }
        }
    }

    private static void AssertWhole(PersistStore store, string counter)
    {
        Assert.Equal((counter, "2"), (store.Get("counter")!.Json, store.Get("both")!.Json));
        Assert.Equal(20, store.Scan("item/").Count());
    }

    // Repairs copies of the files in a process that may die, and looks what is there afterwards. Returns how many statements it took; 0 when it was killed.
    private async Task<int> RepairAsync(string file, string hub, string name, int dieAt)
    {
        var folder = Directory.CreateDirectory(Folder.File($"die-{dieAt}")).FullName;
        string Copy(string path)
        {
            var copy = Path.Combine(folder, Path.GetFileName(path));
            File.Copy(path, copy);
            return copy;
        }

        var (itsFile, itsHub) = (Copy(file), Copy(hub));
        using var worker = WorkerProcess.Start(itsHub, new Dictionary<string, string> { ["DIE_AT"] = $"{dieAt}" }, "repair", itsFile, name);
        var (lines, cameToItsEnd) = await worker.EndAsync();
        Assert.True(dieAt > 0 || cameToItsEnd);
        await using (var store = await PersistStore.OpenAsync(Repairing.Options(itsFile, name, itsHub)))
        {
            AssertWhole(store, "111");
            if (store.GetStatus().LastRecovery is null)
            {
                Assert.DoesNotContain("repaired", lines);
                await store.RepairAsync(RepairKeep.Local);
            }

            await store.SyncAsync();
            AssertWhole(store, "111");
        }

        await using (var fresh = await PersistStore.OpenAsync(Repairing.Options(Path.Combine(folder, "fresh.db"), name, itsHub)))
        {
            await fresh.SyncAsync();
            AssertWhole(fresh, "111");
        }

        Assert.Equal("ok", LivesAfterwards.Ask(itsFile, "PRAGMA integrity_check"));
        return cameToItsEnd ? int.Parse(lines[^1].Split(' ')[1], CultureInfo.InvariantCulture) : 0;
    }

    private static async Task BackUpAsync(string hub, string backup)
    {
        await using var connection = new SqliteConnection($"Data Source={hub};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $path";
        command.Parameters.AddWithValue("$path", backup);
        await command.ExecuteNonQueryAsync();
    }

    private static void Restore(string hub, string backup)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(hub + suffix);
        }

        File.Move(backup, hub);
    }

    private static string Url(string database)
    {
        var settings = new NpgsqlConnectionStringBuilder(database);
        return $"postgresql://{settings.Username}:{settings.Password}@{settings.Host}:{settings.Port}/{settings.Database}";
    }

    private static async Task RunAsync(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(PostgresProcess.Binaries is { } folder ? Path.Combine(folder, tool) : tool, arguments) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{tool}: {errors}");
    }
}
