using Persist.Engine.Local;
using Persist.Engine.Local.Lineage;
using Persist.Engine.Local.Tables;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>What another copy of the file may have sent: asked in a fork and in a repair.</summary>
internal static class QueueQuestion
{
    /// <summary>Asks what was sent of all that waits, and has the rest noted at the remote as what several copies may send.</summary>
    /// <param name="local">The file.</param>
    /// <param name="remote">The remote.</param>
    /// <param name="me">Who the file is.</param>
    /// <param name="position">Where it stands.</param>
    /// <param name="since">See <see cref="ForkRequest.Since"/>.</param>
    /// <param name="isRepair">See <see cref="ForkRequest.IsRepair"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ForkFindings> AskAsync(
        LocalStore local, IRemote remote, ReplicaIdentity me, Position position, long since, bool isRepair, CancellationToken cancellationToken)
    {
        var asked = local.Replication.Unsent();
        var request = new ForkRequest(me, [.. position.Author.Former?.Keys ?? []], since, asked, isRepair);
        var answer = await remote.ForkAsync(request, cancellationToken).ConfigureAwait(false);
        return new ForkFindings(asked.Names, answer.IsComplete, answer.Sent, new Horizon(answer.Head, answer.Tail));
    }
}
