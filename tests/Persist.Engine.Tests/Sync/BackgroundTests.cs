using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Remotes.Sqlite;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Sync;

/// <summary>The background loop and those who wait for it. It is asked for once an hour, so that nothing happens by the clock.</summary>
public sealed class BackgroundTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly LocalStore _local;
    private readonly InterruptedRemote _remote;

    public BackgroundTests()
    {
        _local = LocalStore.Open(_folder.File("a.db"), "s", Durability.Normal, _ => SyncStrategy.LastWriteWins, TimeProvider.System);
        _remote = new InterruptedRemote(new SqliteRemote(_folder.File("hub.db"), TimeProvider.System, TimeProvider.System));
    }

    public void Dispose()
    {
        _local.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_written_during_a_sync_is_sent_at_once()
    {
        _remote.BeforeNextPush(() => WriteAsync("b"));
        await WriteAsync("a");
        var moved = new TaskCompletionSource();
        await using var sync = Open(suspended: true);
        sync.Moved += result => (result.LeavesMore ? new TaskCompletionSource() : moved).TrySetResult();
        sync.Resume();
        await moved.Task.WaitAsync(Soon);
        Assert.Equal((2, 0L), (_remote.Pushes, _local.Status().Pending));
    }

    [Fact]
    public async Task What_a_sync_on_request_has_left_is_sent_at_once()
    {
        await using var sync = Open();
        await RestingAsync(sync);
        var moved = new TaskCompletionSource();
        sync.Moved += result => (result.LeavesMore ? new TaskCompletionSource() : moved).TrySetResult();
        _remote.BeforeNextPush(() => WriteAsync("b"));
        await WriteAsync("a");
        Assert.True((await sync.RunAsync(null, default)).LeavesMore);
        await moved.Task.WaitAsync(Soon);
        Assert.Equal(0, _local.Status().Pending);
    }

    [Fact]
    public async Task Who_waits_and_when_the_last_sync_was_do_not_depend_on_a_writer_that_never_rests()
    {
        await using var sync = Open(suspended: true);
        _remote.BeforePushes = () => WriteAsync($"meanwhile{_remote.Pushes}");
        await WriteAsync("a");
        await sync.RunAsync(null, default).WaitAsync(Soon);
        var status = sync.Status(_local.Status());
        Assert.Equal((SyncState.Paused, 1L), (status.State, status.Pending));
        Assert.NotNull(status.LastSync);
        sync.Resume();
        await sync.WaitAsync(Soon, null, default);
        Assert.InRange(sync.Status(_local.Status()).LastSync!.Value, status.LastSync.Value, DateTimeOffset.MaxValue);
        _remote.BeforePushes = null;
    }

    [Fact]
    public async Task An_attempt_that_ends_while_a_waiter_turns_to_it_is_not_missed()
    {
        using var log = new OnFailure();
        await using var sync = Open(log: log);
        await RestingAsync(sync);
        await WriteAsync("a");
        _remote.LosesPulls = true;
        log.Happens = () =>
        {
            // The waiter's own attempt has failed, and it has not begun to wait for the background's.
            _remote.LosesPulls = false;
            sync.Resume();
            SpinWait.SpinUntil(() => _local.Status().Pending == 0 && sync.Status(_local.Status()).NextAttempt is not null, Soon);
        };
        await sync.WaitAsync(Soon, null, default).WaitAsync(Soon);
        Assert.Equal(0, _local.Status().Pending);
    }

    [Fact]
    public async Task A_sync_that_takes_longer_than_it_may_is_given_up_and_the_next_one_goes_on()
    {
        await using var sync = Open(suspended: true);
        await WriteAsync("a");
        _remote.SwallowsPushes = true;
        var failure = await Assert.ThrowsAsync<PersistException>(() => sync.RunAsync(TimeSpan.FromMilliseconds(20), null, default).WaitAsync(Soon));
        Assert.Same(PersistErrors.WaitTimeout, failure.Error);
        _remote.SwallowsPushes = false;
        Assert.Equal(1, (await sync.RunAsync(Soon, null, default)).Pushed);
    }

    [Fact]
    public async Task While_it_tries_again_after_a_failure_the_status_says_both()
    {
        await using var sync = Open(suspended: true);
        await WriteAsync("a");
        _remote.LosesPulls = true;
        await Assert.ThrowsAsync<PersistException>(() => sync.RunAsync(null, default));
        Assert.False(sync.Status(_local.Status()).IsUnderWay);
        (_remote.LosesPulls, _remote.SwallowsPushes) = (false, true);
        using var stop = new CancellationTokenSource();
        var running = sync.RunAsync(null, stop.Token);
        await UntilAsync(() => sync.Status(_local.Status()) is { State: SyncState.Offline, IsUnderWay: true });
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_in_the_status_and_tried_again()
    {
        var fails = true;
        _remote.BeforePushes = () => fails ? throw new InvalidOperationException("secret") : Task.CompletedTask;
        await WriteAsync("a");
        await using var sync = Open();
        await UntilAsync(() => sync.Status(_local.Status()).LastError is not null);
        var status = sync.Status(_local.Status());
        Assert.Equal((SyncState.Faulted, "Unforeseen"), (status.State, status.LastError!.Error.Id));
        Assert.DoesNotContain("secret", status.LastError.Message, StringComparison.Ordinal);
        fails = false;
        await sync.WaitAsync(Soon, null, default);
        Assert.Equal((SyncState.Synced, null), (sync.Status(_local.Status()).State, sync.Status(_local.Status()).LastError));
    }

    // Its first attempt is over; before that an attempt is due, too.
    private Task RestingAsync(StoreSync sync) =>
        UntilAsync(() => sync.Status(_local.Status()) is { LastSync: not null, NextAttempt: not null });

    private StoreSync Open(bool suspended = false, ILogger? log = null) => new(
        _local,
        _remote,
        new PersistStoreOptions { Name = "s", Path = _folder.File("a.db"), Remote = _folder.File("hub.db"), Interval = TimeSpan.FromHours(1), Suspended = suspended },
        log ?? NullLogger.Instance);

    private Task WriteAsync(string key)
    {
        _local.Write(writer => writer.Set(key, "1", force: false));
        return Task.CompletedTask;
    }

    private static Task UntilAsync(Func<bool> holds)
    {
        Assert.True(SpinWait.SpinUntil(holds, Soon));
        return Task.CompletedTask;
    }

    /// <summary>Does something when a sync on request has failed.</summary>
    private sealed class OnFailure : ILogger, IDisposable
    {
        public Action? Happens { get; set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == "RequestFailed")
            {
                var happens = Happens;
                Happens = null;
                happens?.Invoke();
            }
        }

        public void Dispose()
        {
        }
    }
}
