using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>An open snapshot of what a remote holds, for a comparison. Dispose it to free the connection.</summary>
internal interface IRemoteContent : IAsyncDisposable
{
    /// <summary>Where the remote stands.</summary>
    PullHeader Header { get; }

    /// <summary>The sums of the live cells.</summary>
    ContentSums Sums { get; }

    /// <summary>The numbers of the live cells of some buckets, in order of key, kind and path as bytes of UTF-8.</summary>
    IAsyncEnumerable<CellDigest> ReadAsync(IReadOnlyList<int> buckets, CancellationToken cancellationToken);
}
