using System.Text.Json;
using Persist.Engine.Conflicts;
using Persist.Engine.Local;

namespace Persist.Engine.Tests.Sync.Histories;

/// <summary>Users append to lists, and unite the two versions of a list by hand: every edit must be there once.</summary>
internal sealed class PeoplePlot(Random random) : HistoryPlot
{
    private readonly List<int> _edits = [];

    public override KeyPolicy Rule() => new("*", SyncStrategy.Manual);

    public override void Edit(LocalStore store, int step)
    {
        var key = $"k{random.Next(4)}";
        if (store.Conflicts.Of(key).FirstOrDefault(conflict => conflict.State == ConflictState.Open) is { } open)
        {
            Unite(store, open);
            return;
        }

        store.Write(writer => writer.Set(key, JsonSerializer.Serialize(List(store.Get(key)?.Json).Append(step)), force: false));
        _edits.Add(step);
    }

    public override bool Decide(LocalStore store)
    {
        var open = store.Conflicts.Of(null).Where(conflict => conflict.State == ConflictState.Open).ToList();
        open.ForEach(conflict => Unite(store, conflict));
        return open.Count > 0;
    }

    public override string? Contradiction(IReadOnlyDictionary<string, string> items)
    {
        var all = items.Values.SelectMany(List).Order().ToList();
        return all.SequenceEqual(_edits) ? null : $"of the edits {string.Join(' ', _edits)} there are {string.Join(' ', all)}";
    }

    private static List<int> List(string? json) => json is null ? [] : JsonSerializer.Deserialize<List<int>>(json)!;

    private static void Unite(LocalStore store, ConflictRecord open)
    {
        var (local, remote) = (List(open.Local.Json), List(open.Remote.Json));
        store.Conflicts.Resolve(open, MergeResult.Value(JsonSerializer.Serialize(remote.Concat(local.Except(remote)))));
    }
}
