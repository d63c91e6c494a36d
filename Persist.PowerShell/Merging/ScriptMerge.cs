using System.Diagnostics;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;

namespace Persist.Merging;

/// <summary>A merge scriptblock as the engine calls it: one at a time, within a time limit, in a runspace apart from every session.</summary>
internal sealed class ScriptMerge : IDisposable
{
    private readonly MergeScript _script;
    private readonly string _storeName;
    private readonly TimeSpan _limit;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private MergeWorker? _worker;

    public ScriptMerge(MergeScript script, string storeName, TimeSpan limit)
    {
        _script = script;
        _storeName = storeName;
        _limit = limit;
        _worker = new MergeWorker(script, storeName);
    }

    /// <summary>Ends when the first runspace is open; fails when a module cannot be imported.</summary>
    public Task Ready => _worker!.Ready;

    /// <summary>The engine's merge function.</summary>
    public async ValueTask<MergeResult> Merge(MergeRequest request, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _worker ??= new MergeWorker(_script, _storeName);
            await _worker.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
            return await Run(_worker, request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _worker?.Abandon();
        _worker = null;
    }

    private async Task<MergeResult> Run(MergeWorker worker, MergeRequest request, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            return await worker.Run(request).WaitAsync(_limit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw Overdue(request.Key);
        }
        // The engine has a time limit of its own, and its clock may be the first.
        catch (OperationCanceledException) when (clock.Elapsed >= _limit * 0.9)
        {
            throw Overdue(request.Key);
        }
        catch (OperationCanceledException)
        {
            Replace();
            throw;
        }
    }

    private PersistException Overdue(string key)
    {
        Replace();
        return PersistErrors.MergeTimeout.With(key, _limit.TotalSeconds);
    }

    // What a stopped script leaves behind in its runspace is anybody's guess; the next merge gets a new one.
    private void Replace()
    {
        _worker?.Abandon();
        _worker = null;
    }
}
