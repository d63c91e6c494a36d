using System.Diagnostics;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using Persist.Engine.Errors;
using Persist.Engine.Items;

namespace Persist.Cmdlets;

/// <summary>
/// Collects writes into one transaction: up to 1,000 items, 4 million characters, or 50 ms after the first of them,
/// whichever comes first. The time limit is kept by a timer, so a producer that pauses leaves nothing undone. While one
/// batch is being committed the next one is collected, and may grow to four times that; then the producer waits.
/// </summary>
/// <remarks>Results and failures are handed out by <see cref="Take"/> only: they are written on the pipeline thread.</remarks>
internal sealed class ItemBatch : IDisposable
{
    private const int MaxItems = 1000;
    private const int MaxCharacters = 4_000_000;
    private const int MostBehind = 4;
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(50);

    // Order of locking: a commit takes _turn for its whole length, and _lists for a moment within it.
    private readonly object _turn = new();
    private readonly object _lists = new();
    private readonly Func<IReadOnlyList<CheckedItem>, IEnumerable<PersistItem>> _write;
    private readonly Timer _timer;
    private readonly bool _keepResults;
    private readonly CancellationToken _stop;
    private List<CheckedItem> _waiting = [];
    private List<PersistItem> _durable = [];
    private List<(string Key, PersistException Failure)> _failed = [];
    private int _characters;
    private long _committed;
    private Task _background = Task.CompletedTask;
    private ExceptionDispatchInfo? _fault;

    /// <summary>A batch of items to be stored.</summary>
    public ItemBatch(EngineStore store, bool keepResults, bool force, CancellationToken stop)
        : this(items => store.SetChecked(items, force).Select(item => new PersistItem(item)), keepResults, stop)
    {
    }

    /// <summary>A batch of anything that one transaction can hold.</summary>
    /// <param name="write">The transaction; called on other threads, one at a time. What it gives is read when it is kept.</param>
    /// <param name="keepResults">Whether <see cref="Take"/> hands out what became durable.</param>
    /// <param name="stop">Ctrl+C: nobody waits for a transaction any more, which another process may hold up.</param>
    public ItemBatch(Func<IReadOnlyList<CheckedItem>, IEnumerable<PersistItem>> write, bool keepResults, CancellationToken stop)
    {
        _write = write;
        _keepResults = keepResults;
        _stop = stop;
        _timer = new Timer(static batch => ((ItemBatch)batch!).Commit(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether a transaction that failed is tried again in parts, for it failed because of one of its items.</summary>
    public static bool IsTriedInParts(IReadOnlyList<CheckedItem> items, PersistException failure) => items.Count > 1 && failure.Error.Category is
        PersistErrorCategory.InvalidType or PersistErrorCategory.InvalidArgument or PersistErrorCategory.LimitsExceeded or PersistErrorCategory.ResourceExists;

    public void Add(CheckedItem item)
    {
        bool isFull, isBehind;
        lock (_lists)
        {
            _waiting.Add(item);
            _characters += item.Json.Length;
            isFull = _waiting.Count >= MaxItems || _characters >= MaxCharacters;
            isBehind = _waiting.Count >= MostBehind * MaxItems || _characters >= MostBehind * MaxCharacters;
            if (_waiting.Count == 1)
            {
                _timer.Change(MaxWait, Timeout.InfiniteTimeSpan);
            }
        }

        if (isBehind)
        {
            WaitForBackground();
        }

        if (isFull && _background.IsCompleted)
        {
            _background = Task.Run(Commit);
        }
    }

    /// <summary>Makes durable what waits; ends after it is.</summary>
    /// <returns>How many items have become durable in all.</returns>
    public Task<long> CommitAsync() => Task.Run(() =>
    {
        Commit();
        return Interlocked.Read(ref _committed);
    });

    /// <summary>What has become durable, and what has failed, since the last call.</summary>
    public (List<PersistItem> Durable, List<(string Key, PersistException Failure)> Failed) Take()
    {
        lock (_lists)
        {
            _fault?.Throw();
            if (_durable.Count == 0 && _failed.Count == 0)
            {
                return (_durable, _failed);
            }

            var taken = (_durable, _failed);
            _durable = [];
            _failed = [];
            return taken;
        }
    }

    /// <summary>Commits what was accepted; after Ctrl+C without waiting for it.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
        {
            Task.Run(End);
        }
        else
        {
            End();
        }
    }

    private void Commit()
    {
        lock (_turn)
        {
            List<CheckedItem> items;
            lock (_lists)
            {
                items = _waiting;
                _waiting = new(items.Count);
                _characters = 0;
            }

            if (items.Count > 0)
            {
                Commit(items);
            }
        }
    }

    private void End()
    {
        Commit();
        _timer.Dispose();
        lock (_lists)
        {
            // A failure here has no pipeline left to be written to, and none of these items was acknowledged.
            Debug.WriteLineIf(_failed.Count > 0, $"{_failed.Count} items could not be stored after the pipeline had ended.");
        }
    }

    private void WaitForBackground()
    {
        try
        {
            _background.Wait(_stop);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Commit(List<CheckedItem> items)
    {
        try
        {
            var stored = _write(items);
            Interlocked.Add(ref _committed, items.Count);
            if (_keepResults)
            {
                lock (_lists)
                {
                    _durable.AddRange(stored);
                }
            }
        }
        // The whole transaction was refused for one of its items: the others are none the worse for it.
        catch (PersistException failure) when (IsTriedInParts(items, failure))
        {
            Commit(items[..(items.Count / 2)]);
            Commit(items[(items.Count / 2)..]);
        }
        catch (PersistException failure)
        {
            // The whole transaction failed (full disk, busy file): none of its items is stored, and each is named.
            lock (_lists)
            {
                _failed.AddRange(items.Select(item => (item.Key, failure)));
            }
        }
        // A defect: on the timer's thread it would end the process, so the pipeline's thread throws it.
        catch (Exception defect)
        {
            lock (_lists)
            {
                _fault ??= ExceptionDispatchInfo.Capture(defect);
            }
        }
    }
}
