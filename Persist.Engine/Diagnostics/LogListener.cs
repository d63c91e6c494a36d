using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Persist.Engine.Diagnostics;

/// <summary>
/// Collects what the engine logs on behalf of one caller: of the calls that are begun while <see cref="Listen"/> is in
/// effect, on whatever thread they go on. The background sync is nobody's call, and is not heard.
/// </summary>
public sealed class LogListener
{
    private static readonly AsyncLocal<LogListener?> Ambient = new();

    private readonly ConcurrentQueue<LogEntry> _entries = new();

    /// <summary>Who listens to the present call; null when nobody does.</summary>
    internal static LogListener? Current => Ambient.Value;

    /// <summary>Listens to the calls that this flow of control makes, until the result is disposed of.</summary>
    public IDisposable Listen()
    {
        var before = Ambient.Value;
        Ambient.Value = this;
        return new Turn(before);
    }

    /// <summary>Takes the oldest message that was not taken yet.</summary>
    /// <param name="entry">The message.</param>
    /// <returns>False when there is none.</returns>
    public bool TryTake([NotNullWhen(true)] out LogEntry? entry) => _entries.TryDequeue(out entry);

    internal void Add(LogEntry entry) => _entries.Enqueue(entry);

    private sealed class Turn(LogListener? before) : IDisposable
    {
        public void Dispose() => Ambient.Value = before;
    }
}
