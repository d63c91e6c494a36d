using System.Globalization;
using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Worker;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>The two replicas of a <see cref="Life"/> that ended somewhere in the middle, opened again and synced.</summary>
/// <param name="folder">Where their files are.</param>
/// <param name="store">The store's name.</param>
/// <param name="remote">Its remote.</param>
/// <param name="told">What the life had told of: <c>added 0</c> when the first replica had counted once more, and so on.</param>
internal sealed class LivesAfterwards(string folder, string store, string remote, IReadOnlyList<string> told)
{
    /// <summary>Nothing that was told of is lost, nothing is doubled, and what was being sent is sent as it was.</summary>
    /// <returns>How many batches were resumed.</returns>
    public async Task<int> AreWholeAsync(Func<string, Task<bool>> hasBatchAsync)
    {
        var frozen = Life.Files.Select(FrozenBatch).OfType<string>().ToList();
        await WithReplicasAsync(async replicas =>
        {
            var counted = replicas.Select((replica, digit) => Own(replica, Life.Counter, digit)).ToList();
            var set = replicas.Select((replica, digit) => Own(replica, Life.Merged, digit)).ToList();
            for (var digit = 0; digit < replicas.Count; digit++)
            {
                // At most the one write that had become durable and was not told of any more.
                Assert.InRange(counted[digit], Told("added", digit), Told("added", digit) + 1);
                Assert.InRange(set[digit], Told("set", digit), Told("set", digit) + 1);
            }

            await SyncAllAsync(replicas);
            Assert.All(replicas, replica =>
            {
                Assert.Equal(counted[0] + (Life.Digit * counted[1]), Number(replica, Life.Counter));
                Assert.Equal(set[0] + (Life.Digit * set[1]), Number(replica, Life.Merged));
                Assert.Equal((0, 0), (replica.GetStatus().Pending, replica.GetStatus().OpenConflicts));
            });
        });
        foreach (var batch in frozen)
        {
            Assert.True(await hasBatchAsync(batch), $"the frozen batch {batch} was not sent as it was");
        }

        return frozen.Count;
    }

    /// <summary>
    /// What was told of may be lost where it was not pushed; else the lineage says that a file is older than what the
    /// remote had from it. Each counts once more, and nothing counts twice.
    /// </summary>
    public Task HaveNothingTwiceAsync() => WithReplicasAsync(async replicas =>
    {
        for (var digit = 0; digit < replicas.Count; digit++)
        {
            Assert.InRange(Own(replicas[digit], Life.Counter, digit), 0, Told("added", digit) + 1);
            replicas[digit].AddToCounter(Life.Counter, digit == 0 ? 1 : Life.Digit);
        }

        try
        {
            await SyncAllAsync(replicas);
        }
        catch (PersistException failure) when (failure.Is(PersistErrors.Forked))
        {
            return;
        }

        Assert.Equal(Number(replicas[0], Life.Counter), Number(replicas[1], Life.Counter));
        Assert.Equal(Number(replicas[0], Life.Merged), Number(replicas[1], Life.Merged));
        Assert.All(Enumerable.Range(0, replicas.Count), digit =>
            Assert.InRange(Own(replicas[0], Life.Counter, digit), 1, Told("added", digit) + 2));
    });

    /// <summary>Asks a SQLite file behind the product's back.</summary>
    public static object? Ask(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private async Task WithReplicasAsync(Func<IReadOnlyList<PersistStore>, Task> check)
    {
        var replicas = new List<PersistStore>();
        try
        {
            foreach (var file in Life.Files)
            {
                replicas.Add(await PersistStore.OpenAsync(Life.Options(Path.Combine(folder, file), store, remote, Durability.Normal)));
            }

            await check(replicas);
        }
        finally
        {
            foreach (var replica in replicas)
            {
                await replica.DisposeAsync();
            }
        }

        Assert.All(Directory.GetFiles(folder, "*.db"), path => Assert.Equal("ok", Ask(path, "PRAGMA integrity_check")));
    }

    private static async Task SyncAllAsync(IReadOnlyList<PersistStore> replicas)
    {
        for (var round = 0; round < 2; round++)
        {
            foreach (var replica in replicas)
            {
                await replica.SyncAsync();
            }
        }
    }

    private static long Own(PersistStore replica, string key, int digit) =>
        digit == 0 ? Number(replica, key) % Life.Digit : Number(replica, key) / Life.Digit;

    private static long Number(PersistStore replica, string key) =>
        long.Parse(replica.Get(key)?.Json ?? "0", CultureInfo.InvariantCulture);

    private int Told(string what, int digit) => told.Count(line => line == $"{what} {digit}");

    private string? FrozenBatch(string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) && Ask(path, "SELECT count(*) FROM sqlite_schema WHERE name = 'position'") is 1L
            ? Ask(path, "SELECT frozen_id FROM position") as string
            : null;
    }
}
