using Microsoft.Extensions.Logging;
using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>Tells the remote once for how long it is to keep deletions, where the store was opened with that.</summary>
/// <param name="remote">The remote, connected.</param>
/// <param name="identity">Who asks.</param>
/// <param name="retention">How long; <see cref="TimeSpan.MaxValue"/> for ever; null to leave it as it is.</param>
/// <param name="log">Where it is told.</param>
internal sealed class RetentionSetting(IRemote remote, ReplicaIdentity identity, TimeSpan? retention, ILogger log)
{
    /// <summary>True when nothing is left to tell the remote.</summary>
    public bool IsDone { get; private set; } = retention is null;

    /// <summary>Sets it after a sync that ended well. A failure is not the sync's: it is logged.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (IsDone)
        {
            return;
        }

        try
        {
            var microseconds = retention == TimeSpan.MaxValue ? (long?)null : (long)retention!.Value.TotalMicroseconds;
            await remote.SetRetentionAsync(identity, microseconds, cancellationToken).ConfigureAwait(false);
            IsDone = true;
        }
        catch (PersistException failure)
        {
            IsDone = !failure.Error.IsTransient; // a login that may not do it today is not asked at every sync
            Log.RetentionNotSet(log, failure, identity.Store, failure.Error.Id, failure.Message);
        }
    }
}
