using Persist.Engine.Errors;
using Persist.Engine.Local.Tables;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>
/// Asks the remote before the file's lock is taken and the file has told where it stands: where the last sync found nothing to do,
/// this one most likely begins. If the file stands elsewhere by then, the remote is asked anew.
/// </summary>
/// <param name="remote">The remote.</param>
/// <param name="identity">Who asks.</param>
internal sealed class PullAhead(IRemote remote, ReplicaIdentity identity)
{
    private Position? _expected;
    private (Position Position, Task<IPull> Answer)? _asked;

    /// <summary>Notes where the next sync most likely begins; null when nobody knows.</summary>
    public void Expect(Position? position) => _expected = position;

    /// <summary>Sends the question. A remote that works on the caller's thread would not answer meanwhile.</summary>
    public void Ask(CancellationToken cancellationToken)
    {
        if (_expected is { } position && !remote.KeepsThread)
        {
            _asked = (position, PullAsync(position, cancellationToken));
        }

        _expected = null;
    }

    /// <summary>The answer, as of where the file stands.</summary>
    public async Task<IPull> TakeAsync(Position position, CancellationToken cancellationToken)
    {
        if (_asked is { } asked && IsSame(asked.Position, position))
        {
            _asked = null;
            return await asked.Answer.ConfigureAwait(false);
        }

        await DropAsync().ConfigureAwait(false);
        return await PullAsync(position, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Nobody will take the answer.</summary>
    public async Task DropAsync()
    {
        if (_asked is { } asked)
        {
            _asked = null;
            try
            {
                await (await asked.Answer.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is PersistException or OperationCanceledException)
            {
                // Of an answer that nobody waits for.
            }
        }
    }

    private Task<IPull> PullAsync(Position position, CancellationToken cancellationToken) =>
        remote.PullAsync(identity.As(position.Author), position.Cursor, cancellationToken);

    // But for what local writes change: a sync of another process would have changed something else.
    private static bool IsSame(Position asked, Position position) =>
        position with { Epoch = asked.Epoch, NextOp = asked.NextOp, OtherKinds = asked.OtherKinds } == asked;
}
