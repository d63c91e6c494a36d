using System.Diagnostics;
using System.Management.Automation;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;

namespace Persist.Merging;

/// <summary>Merge scriptblocks as the engine calls them: one at a time, within a time limit, in a runspace apart from every session.</summary>
internal sealed class ScriptMerge : IStoreMerge
{
    private readonly IReadOnlyList<string> _modules;
    private readonly PSLanguageMode _languageMode;
    private readonly string _storeName;
    private readonly TimeSpan _limit;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private MergeWorker? _worker;

    public ScriptMerge(IReadOnlyList<string> modules, PSLanguageMode languageMode, string storeName, TimeSpan limit)
    {
        (_modules, _languageMode) = (modules, languageMode);
        _storeName = storeName;
        _limit = limit;
        _worker = Open();
    }

    /// <inheritdoc/>
    public Task Ready => _worker!.Ready;

    /// <inheritdoc/>
    public MergeFunction For(MergeScript script) => (request, cancellation) => Merge(script, request, cancellation);

    /// <summary>One merge.</summary>
    public async ValueTask<MergeResult> Merge(MergeScript script, MergeRequest request, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _worker ??= Open();
            await _worker.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
            return await Run(_worker, script, request, cancellationToken).ConfigureAwait(false);
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

    private async Task<MergeResult> Run(MergeWorker worker, MergeScript script, MergeRequest request, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            return await worker.Run(script, request).WaitAsync(_limit, cancellationToken).ConfigureAwait(false);
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

    private MergeWorker Open() => new(_modules, _languageMode, _storeName);

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
