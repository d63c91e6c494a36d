using System.Runtime.CompilerServices;
using Persist.Engine.Remotes;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Network;

/// <summary>A pull whose pages have left the remote, from one snapshot, and arrive one by one.</summary>
internal sealed class ReceivedPull(PullHeader header, IReadOnlyList<PullPage> pages, Process process) : IPull
{
    public PullHeader Header => header;

    public IReadOnlyList<PullPage> Pages => pages;

    /// <summary>Asks the remote, in pages so small that there are several.</summary>
    public static async Task<ReceivedPull> ReadAsync(IRemote remote, ReplicaIdentity replica, long cursor, Process process)
    {
        await using var pull = await remote.PullAsync(replica, cursor, CancellationToken.None);
        var pages = new List<PullPage>();
        await foreach (var page in pull.ReadPagesAsync(process.PageSize, CancellationToken.None))
        {
            pages.Add(page);
        }

        return new ReceivedPull(pull.Header, pages, process);
    }

    public async IAsyncEnumerable<PullPage> ReadPagesAsync(int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = 0; page < pages.Count; page++)
        {
            if (page > 0)
            {
                await process.Remote.ArriveAsync();
            }

            yield return pages[page];
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
