using System.Collections.Concurrent;

namespace Persist.Simulation.Machines;

/// <summary>
/// Whether a simulated process lives. What a dead one still does on its way out changes nothing on disk: SQLite is made to
/// roll back each of its transactions.
/// </summary>
internal sealed class Life : IDisposable
{
    private static readonly AsyncLocal<Life?> Running = new();
    private static readonly ConcurrentDictionary<nint, Life> Lives = new();
    private static long _last;

    private int _statementsLeft = int.MaxValue;

    public Life()
    {
        Handle = (nint)Interlocked.Increment(ref _last);
        Lives[Handle] = this;
    }

    /// <summary>Whose code runs: connections that it opens are its own. Null outside of any simulated process.</summary>
    public static Life? Current => Running.Value;

    /// <summary>Names it in SQLite's callbacks.</summary>
    public nint Handle { get; }

    public bool IsOver { get; private set; }

    /// <summary>How many transactions it has committed.</summary>
    public int Commits { get; private set; }

    /// <summary>The life with a handle; null when its process is gone.</summary>
    public static Life? Of(nint handle) => Lives.GetValueOrDefault(handle);

    /// <summary>Runs something as a process, or, with null, as the world outside of all of them.</summary>
    public static T Run<T>(Life? life, Func<T> action)
    {
        var before = Running.Value;
        Running.Value = life;
        try
        {
            return action();
        }
        finally
        {
            Running.Value = before;
        }
    }

    public void End() => IsOver = true;

    /// <summary>It will end right before its nth statement from now on.</summary>
    public void EndBefore(int statement) => _statementsLeft = statement;

    /// <summary>It will not end by itself.</summary>
    public void Spare() => _statementsLeft = int.MaxValue;

    /// <summary>Looks at something of its process: statements do not count meanwhile.</summary>
    public T Observe<T>(Func<T> read)
    {
        var left = _statementsLeft;
        Spare();
        try
        {
            return read();
        }
        finally
        {
            _statementsLeft = left;
        }
    }

    /// <summary>Called by SQLite: a statement begins.</summary>
    public void OnStatement() => IsOver |= --_statementsLeft == 0;

    /// <summary>Called by SQLite: a transaction is about to commit. False to make it roll back.</summary>
    public bool OnCommit()
    {
        Commits += IsOver ? 0 : 1;
        return !IsOver;
    }

    public void Dispose() => Lives.TryRemove(Handle, out _);
}
