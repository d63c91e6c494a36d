using System.Reflection;
using Microsoft.Extensions.Logging;
using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Diagnostics;

/// <summary>Who hears what the engine logs.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task A_listener_hears_its_own_calls()
    {
        await using var pair = await DiagnosedPair.OpenAsync();
        var listener = new LogListener();
        pair.Here.Set("k", "1");
        using (listener.Listen())
        {
            await pair.Here.SyncAsync();
        }

        Assert.Equal([208, 200, 201, 202], Heard(listener).Select(entry => entry.EventId));
        await pair.There.SyncAsync();
        Assert.Empty(Heard(listener));
    }

    [Fact]
    public async Task A_listener_does_not_hear_the_background_that_its_call_started()
    {
        using var folder = new TemporaryFolder();
        var listener = new LogListener();
        PersistStore store;
        using (listener.Listen())
        {
            store = await PersistStore.OpenAsync(new PersistStoreOptions { Name = "a", Path = folder.File("a.db"), Remote = folder.File("hub.db"), Suspended = true });
        }

        await using var closing = store;
        var synced = new TaskCompletionSource();
        store.Synced += (_, _) => synced.SetResult();
        store.Set("k", "1");
        store.Resume();
        await synced.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await store.DisposeAsync();
        Assert.Equal([100], Heard(listener).Select(entry => entry.EventId));
    }

    [Fact]
    public async Task What_failed_on_request_is_logged_once_with_its_reason()
    {
        using var folder = new TemporaryFolder();
        await using var store = await PersistStore.OpenAsync(
            new PersistStoreOptions { Name = "a", Path = folder.File("a.db"), Remote = folder.File("away/hub.db"), Suspended = true });
        var listener = new LogListener();
        using (listener.Listen())
        {
            await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync());
        }

        var entry = Assert.Single(Heard(listener));
        Assert.Equal((209, LogSeverity.Information), (entry.EventId, entry.Severity));
        Assert.Contains("(RemoteOffline)", entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_programs_logger_that_fails_stops_neither_writes_nor_the_background()
    {
        using var folder = new TemporaryFolder();
        using var loggers = new FailingLoggers();
        var options = new PersistStoreOptions
        {
            Name = "a",
            Path = folder.File("a.db"),
            Remote = folder.File("hub.db"),
            LoggerFactory = loggers,
            LogPath = folder.File("log.txt"),
            Suspended = true,
        };
        await using (var store = await PersistStore.OpenAsync(options))
        {
            var synced = new TaskCompletionSource();
            store.Synced += (_, _) => synced.SetResult();
            store.Set("k", "1");
            store.Resume();
            await synced.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }

        Assert.Contains("logger failed", await File.ReadAllTextAsync(folder.File("log.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_message_has_an_id_of_its_own()
    {
        var ids = Messages().Select(message => message.EventId).ToList();
        Assert.Equal(ids.Distinct().Count(), ids.Count);
    }

    [Fact]
    public void The_page_lists_every_message_and_no_other()
    {
        var rows = File.ReadLines(Repository.File("docs", "diagnostics.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2]));
        Assert.Equal(Messages().Select(m => $"| {m.EventId} | {m.Level} | {m.Message} |").Order(), rows.Order());
    }

    private static IEnumerable<LoggerMessageAttribute> Messages() => typeof(Log)
        .GetMethods(BindingFlags.Static | BindingFlags.Public)
        .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
        .OfType<LoggerMessageAttribute>();

    private static List<LogEntry> Heard(LogListener listener)
    {
        var heard = new List<LogEntry>();
        while (listener.TryTake(out var entry))
        {
            heard.Add(entry);
        }

        return heard;
    }

    private sealed class FailingLoggers : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("no");

        public void Dispose()
        {
        }
    }
}
