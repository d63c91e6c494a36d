using Microsoft.Extensions.Logging;

namespace Persist.Engine.Diagnostics;

/// <summary>A store's log: to whoever listens to the present call, to the log file, and to the program's own loggers.</summary>
/// <param name="program">The program's logger; null when it has none.</param>
/// <param name="file">The log file; null when none was asked for.</param>
/// <param name="clock">Tells the time of messages.</param>
internal sealed class StoreLog(ILogger? program, LogFile? file, TimeProvider clock) : ILogger, IDisposable
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => program?.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) =>
        logLevel != LogLevel.None && (LogListener.Current is not null || IsForFile(logLevel) || program?.IsEnabled(logLevel) == true);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        TellProgram(logLevel, eventId, state, exception, formatter);

        var listener = LogListener.Current;
        if (listener is null && !IsForFile(logLevel))
        {
            return;
        }

        var entry = new LogEntry(clock.GetUtcNow(), SeverityOf(logLevel), eventId.Id, formatter(state, exception), exception);
        listener?.Add(entry);
        if (IsForFile(logLevel))
        {
            file!.Write(entry);
        }
    }

    public void Dispose() => file?.Dispose();

    // A program's logger that fails must not stop a write or end the background sync.
    private void TellProgram<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            if (program?.IsEnabled(logLevel) == true)
            {
                program.Log(logLevel, eventId, state, exception, formatter);
            }
        }
        catch (Exception failure)
        {
            file?.Write(new LogEntry(clock.GetUtcNow(), LogSeverity.Warning, 0, "The program's own logger failed", failure));
        }
    }

    // What each look at the remote did is for the debugger: a file that lasts months has what was done.
    private bool IsForFile(LogLevel level) => file is not null && level >= LogLevel.Information;

    private static LogSeverity SeverityOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => LogSeverity.Debug,
        LogLevel.Information => LogSeverity.Information,
        LogLevel.Warning => LogSeverity.Warning,
        _ => LogSeverity.Error,
    };
}
