using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Persist.Engine.Tests.Secrets;

/// <summary>Keeps everything that is logged at any level, with the whole of every exception.</summary>
internal sealed class RecordingLogger : ILoggerFactory, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Lines.Enqueue($"{state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{eventId} {formatter(state, exception)} {state} {exception}");

    public void Dispose()
    {
    }
}
