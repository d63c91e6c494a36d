using Persist.Engine.Local;
using Persist.Engine.Local.Tables;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>
/// Where a sync found nothing to do: as long as both ends stand there, another one has nothing to do either. That takes one small
/// question to the remote, and not the lock of the file, for nothing is written.
/// </summary>
internal sealed class CaughtUp(LocalStore local, IRemote remote, ReplicaIdentity identity)
{
    private (Position Position, PullHeader Header)? _there;

    /// <summary>True when the last sync found nothing to do.</summary>
    public bool IsNoted => _there is not null;

    /// <summary>A sync has found nothing to do.</summary>
    /// <param name="position">Where the file stands.</param>
    /// <param name="header">Where the remote stands.</param>
    public void Note(Position position, PullHeader header) => _there = (position, header);

    /// <summary>A sync may find something.</summary>
    public void Forget() => _there = null;

    /// <summary>Looks whether both ends are still there.</summary>
    /// <returns>Where the remote stands; null when something may have changed.</returns>
    public async Task<PullHeader?> LookAsync(CancellationToken cancellationToken)
    {
        // The file first: where it has something to send, the question would be one round trip too many. A file as a remote is not asked
        // any faster than by a pull.
        return _there is { } there && !remote.KeepsThread && local.Outlook() is { HasWork: false } outlook && outlook.Position == there.Position
            ? await remote.LookAsync(identity.As(there.Position.Author), there.Header, cancellationToken).ConfigureAwait(false)
            : null;
    }
}
