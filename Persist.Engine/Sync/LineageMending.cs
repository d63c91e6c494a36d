using Microsoft.Extensions.Logging;
using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>What a replica does by itself when it and the remote are not each other's past any more.</summary>
internal sealed class LineageMending(LocalStore local, IRemote remote, ReplicaIdentity identity, ILogger log)
{
    /// <summary>Mends what can be mended without a person; the pull is repeated afterwards.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.Rewound"/> or <see cref="PersistErrors.ResyncNeeded"/>.</exception>
    public Task<Recovery> RunAsync(LineageState lineage, Position position, CancellationToken cancellationToken) => lineage switch
    {
        LineageState.Forked => SplitAsync(position, cancellationToken),
        LineageState.Outdated => throw PersistErrors.ResyncNeeded.With(identity.Store),
        _ => throw PersistErrors.Rewound.With(identity.Store),
    };

    private async Task<Recovery> SplitAsync(Position position, CancellationToken cancellationToken)
    {
        var (asked, former) = (local.Unsent(), position.Author.Former?.Keys ?? []);
        var request = new ForkRequest(identity with { Replica = position.Author.Replica }, [.. former], position.Cursor, asked);
        var answer = await remote.ForkAsync(request, cancellationToken).ConfigureAwait(false);
        var note = local.Split(position, new ForkFindings(asked, answer.IsComplete, answer.Sent));
        Log.Forked(log, identity.Store, position.Author.Replica, local.Replica, note.Kept, note.Sent, note.Buried);
        return Recovery.Of(note)!;
    }
}
