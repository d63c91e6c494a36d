using Microsoft.Extensions.Logging;
using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>After a sync that ended well, whoever finds that a day has passed deletes at the remote what is older than its retention.</summary>
internal sealed class TombstonePurge(IRemote remote, ReplicaIdentity identity, TimeProvider clock, ILogger log)
{
    // What is left goes on after the next sync.
    private const int Steps = 20;

    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Purges if it is due. A failure is not the sync's: it is logged, and tried again a day later.</summary>
    public async Task RunAsync(PullHeader header, CancellationToken cancellationToken)
    {
        if (!PurgePlan.IsDue(header.PurgedAt, header.ServerNow) || clock.GetUtcNow() < _next)
        {
            return;
        }

        try
        {
            var (step, more) = (0, true);
            for (; more && step < Steps; step++)
            {
                more = await remote.PurgeAsync(identity, cancellationToken).ConfigureAwait(false);
            }

            Log.Purged(log, identity.Store, step);
        }
        catch (PersistException failure)
        {
            _next = clock.GetUtcNow() + TimeSpan.FromDays(1);
            Log.PurgeFailed(log, failure, identity.Store, failure.Error.Id);
        }
    }
}
