using Persist.Engine.Items;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;

namespace Persist.Engine.Tests.Remotes;

/// <summary>As much of a replica as the remotes' tests need: a cursor, a chain of batches, and what was pulled.</summary>
internal sealed class TestReplica(IRemote remote, string store, string id, TimeProvider? clock = null) : IAsyncDisposable
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly long _salt = Random.Shared.NextInt64();
    private long _n;

    public IRemote Remote { get; } = remote;

    public ReplicaIdentity Identity { get; } = new(store, id, "machine of " + id);

    public long Cursor { get; set; }

    public long No { get; private set; }

    public string LastId { get; private set; } = "";

    public Dictionary<string, Cell> Cells { get; } = [];

    public List<ConflictFact> Conflicts { get; } = [];

    public List<int> PageSizes { get; } = [];

    public Op Put(string key, string? json, long? @base = null, OpKind kind = OpKind.Put) =>
        new(++_n, _salt, kind, CellKey.OfValue(key), json, json is null, Stamp.Now(_clock), @base ?? Cursor);

    public Op Cas(string key, string? json, long seq) => Put(key, json, seq, OpKind.Cas);

    /// <summary>The same, written a second before.</summary>
    public static Op Earlier(Op op) => op with { Stamp = op.Stamp - (long)TimeSpan.FromSeconds(1).TotalMicroseconds };

    public PushRequest Next(params Op[] ops) => new(Identity, No + 1, LastId, $"{Identity.Replica}-{No + 1}", ops);

    public async Task<PushResult> SendAsync(PushRequest request)
    {
        var result = await Remote.PushAsync(request, default);
        (No, LastId) = (request.No, request.Id);
        return result;
    }

    public Task<PushResult> PushAsync(params Op[] ops) => SendAsync(Next(ops));

    public async Task<PullHeader> PullAsync(int size = 1000)
    {
        await using var pull = await Remote.PullAsync(Identity, Cursor, default);
        await foreach (var page in pull.ReadPagesAsync(size, default))
        {
            PageSizes.Add(page.Cells.Count);
            Conflicts.AddRange(page.Conflicts);
            foreach (var cell in page.Cells)
            {
                Cells[cell.Id.Key] = cell;
            }

            Cursor = page.Cursor;
        }

        return pull.Header;
    }

    public string? ValueOf(string key) => Cells.GetValueOrDefault(key)?.Value;

    public ValueTask DisposeAsync() => Remote.DisposeAsync();
}
