namespace Persist.Engine.Tests.Sync;

/// <summary>
/// An observed-remove set by its definition: every addition has a tag, a removal takes the tags that its replica knows,
/// and a part is alive while it has a tag that nobody took. For histories whose syncs are whole.
/// </summary>
internal sealed class ObservedRemoveOracle
{
    private readonly HashSet<(string Part, int Tag)> _added = [];
    private readonly HashSet<(string Part, int Tag)> _removed = [];
    private readonly Dictionary<SimulatedReplica, Knowledge> _known = [];

    public void Add(SimulatedReplica replica, string part, int tag) => Of(replica).Added.Add((part, tag));

    public void Remove(SimulatedReplica replica, string part)
    {
        var known = Of(replica);
        known.Removed.UnionWith(known.Seen.Union(known.Added).Where(tag => tag.Part == part));
    }

    public void Synced(SimulatedReplica replica)
    {
        var known = Of(replica);
        _added.UnionWith(known.Added);
        _removed.UnionWith(known.Removed);
        known.Seen = [.. _added];
    }

    public IReadOnlySet<string> Alive() => _added.Except(_removed).Select(tag => tag.Part).ToHashSet();

    private Knowledge Of(SimulatedReplica replica)
    {
        if (!_known.TryGetValue(replica, out var known))
        {
            _known[replica] = known = new Knowledge();
        }

        return known;
    }

    private sealed class Knowledge
    {
        public HashSet<(string Part, int Tag)> Seen { get; set; } = [];

        public HashSet<(string Part, int Tag)> Added { get; } = [];

        public HashSet<(string Part, int Tag)> Removed { get; } = [];
    }
}
