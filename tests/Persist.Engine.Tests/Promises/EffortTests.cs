using Microsoft.Extensions.Logging;
using Persist.Engine.Errors;
using Persist.Engine.Remotes;
using Persist.Engine.Remotes.Sqlite;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Sync;

namespace Persist.Engine.Tests.Promises;

/// <summary>How much a store does, at most, for what it is asked.</summary>
public sealed class EffortTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Waiting_for_a_remote_that_is_away_tries_no_oftener_than_the_background_does()
    {
        using var log = new FailureLog();
        await using var store = await PersistStore.OpenAsync(new PersistStoreOptions
        {
            Name = "effort",
            Path = _folder.File("a.db"),
            Remote = _folder.File("away/hub.db"),
            LoggerFactory = log,
        });
        var wait = store.WaitForSyncAsync(TimeSpan.FromSeconds(2));
        Assert.Equal("WaitTimeout", (await Assert.ThrowsAsync<PersistException>(() => wait)).Error.Id);
        Assert.InRange(log.Failures, 1, 20);
    }

    [Fact]
    public async Task Large_values_come_in_pages_of_a_bounded_size()
    {
        var value = $"\"{new string('x', 4_000_000)}\"";
        using (var writer = Replica("a"))
        {
            for (var i = 0; i < 12; i++)
            {
                writer.Set($"k{i}", value);
            }

            Assert.True(await writer.SyncAsync());
        }

        await using var hub = new SqliteRemote(_folder.File("hub.db"), _clock, _clock);
        var reader = new ReplicaIdentity("sim", "reader", "machine");
        await hub.ConnectAsync(reader, default);
        await using var pull = await hub.PullAsync(reader, 0, default);
        var sizes = new List<long>();
        await foreach (var page in pull.ReadPagesAsync(SyncLimits.PageRows, default))
        {
            sizes.Add(page.Cells.Sum(cell => (long)(cell.Value?.Length ?? 0)));
        }

        Assert.Equal(12L * value.Length, sizes.Sum());
        Assert.All(sizes, size => Assert.InRange(size, 0, 2 * SyncLimits.Batch.Size));
    }

    [Fact]
    public async Task Writes_to_one_key_by_two_processes_in_turn_wait_as_one()
    {
        using var one = Replica("a");
        using var two = Replica("a");
        for (var i = 0; i < 500; i++)
        {
            (i % 2 == 0 ? one : two).Set("k", $"{i}");
        }

        Assert.Single(one.Local.Queue());
        Assert.True(await two.SyncAsync());
        Assert.Equal("499", one.Items()["k"]);
    }

    [Fact]
    public async Task A_key_that_cannot_be_normalised_is_refused_or_stored_but_never_a_fault()
    {
        await using var store = await PersistStore.OpenAsync(
            new PersistStoreOptions { Name = "effort", Path = _folder.File("a.db") });
        var failure = Record.Exception(() => store.Set("é\uFFFE", "1"));
        Assert.True(failure is null or PersistException, failure?.ToString());
    }

    private SimulatedReplica Replica(string name)
    {
        var random = new Random(1);
        var hub = new FaultyRemote(new SqliteRemote(_folder.File("hub.db"), _clock, _clock), random);
        return new SimulatedReplica("sim", _folder.File(name + ".db"), merge: null, _clock, hub, random);
    }

    /// <summary>Counts the syncs that failed.</summary>
    private sealed class FailureLog : ILoggerFactory, ILogger
    {
        private const int SyncFailed = 203;
        private int _failures;

        public int Failures => _failures;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == SyncFailed)
            {
                Interlocked.Increment(ref _failures);
            }
        }

        public void Dispose()
        {
        }
    }
}
