namespace Persist.Engine.Sync;

/// <summary>Counts what a sync moves, for somebody who watches it; without a watcher it does nothing.</summary>
/// <param name="watcher">Told after each page and each batch; null when nobody watches.</param>
/// <param name="pending">How many operations wait; asked once, before the first is sent.</param>
internal sealed class ProgressCount(IProgress<SyncProgress>? watcher, Func<long> pending)
{
    private long _pulled, _pushed, _before, _from, _head;
    private long? _toPull, _toPush;

    /// <summary>A pull begins, between two positions of the remote.</summary>
    public void Pulling(long from, long head) => (_before, _from, _head) = (_pulled, from, head);

    /// <summary>Rows were applied, up to a position.</summary>
    public void Pulled(int rows, long reached)
    {
        _pulled += rows;
        if (watcher is not null && reached > _from)
        {
            // Positions are spread over the rows evenly enough to tell how long it will take; counting them would cost the remote a scan.
            _toPull = _before + (long)((_pulled - _before) * ((double)(_head - _from) / (reached - _from)));
            Tell();
        }
    }

    /// <summary>A batch is about to be sent.</summary>
    public void Pushing()
    {
        if (watcher is not null && _toPush is null)
        {
            _toPush = pending();
            Tell();
        }
    }

    /// <summary>Operations were answered for.</summary>
    public void Pushed(int operations)
    {
        _pushed += operations;
        Tell();
    }

    // What is written meanwhile is sent, too.
    private void Tell() => watcher?.Report(new SyncProgress(_pulled, _toPull, _pushed, _toPush is { } total ? Math.Max(total, _pushed) : null));
}
