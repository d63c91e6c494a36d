namespace Persist.Engine.Remotes;

/// <summary>An open snapshot of the remote. Read the header, then the pages, in order; dispose it to free the connection.</summary>
internal interface IPull : IAsyncDisposable
{
    /// <summary>Where the remote stands.</summary>
    PullHeader Header { get; }

    /// <summary>The rows beyond the cursor, in order of seq; every page ends at the end of a push.</summary>
    /// <param name="size">How many rows make a page; a larger push is one page all the same.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    IAsyncEnumerable<PullPage> ReadPagesAsync(int size, CancellationToken cancellationToken);
}
