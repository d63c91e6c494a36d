using System.Globalization;
using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Local;

namespace Persist.Engine.Tests.Sync.Histories;

/// <summary>
/// Users add to numbers, and a three-way merge adds what either side had added since the ancestor: with a wrong ancestor, the
/// sum is not what was added. A mark beside each number keeps equal sums from being the same version.
/// </summary>
internal sealed class SumPlot(Random random) : HistoryPlot
{
    private readonly SortedDictionary<string, long> _added = new(StringComparer.Ordinal);

    public override KeyPolicy Rule() => new("*", SyncStrategy.Custom, MergeAsync);

    public override void Edit(LocalStore store, int step)
    {
        var (key, amount) = ($"k{random.Next(4)}", random.Next(1, 100));
        var sum = Number(store.Get(key)?.Json) + amount;
        store.Write(writer => writer.Set(key, $"\"{sum}:{step}\"", force: false));
        _added[key] = _added.GetValueOrDefault(key) + amount;
    }

    public override string? Contradiction(IReadOnlyDictionary<string, string> items)
    {
        var wrong = _added.Where(added => Number(items.GetValueOrDefault(added.Key)) != added.Value).ToList();
        return wrong.Count == 0
            ? null
            : string.Join(", ", wrong.Select(added => $"{added.Key} is {items.GetValueOrDefault(added.Key)}, and {added.Value} was added"));
    }

    private static long Number(string? json) =>
        json is null ? 0 : long.Parse(json.AsSpan(1, json.IndexOf(':', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture);

    private ValueTask<MergeResult> MergeAsync(MergeRequest request, CancellationToken cancellationToken)
    {
        if (random.Next(100) < Failures)
        {
            throw new InvalidOperationException($"no {random.Next(3)}");
        }

        static long Of(ItemVersion? version) => Number(version?.Json);
        var sum = Of(request.Local) + Of(request.Remote) - Of(request.Ancestor);
        return new(MergeResult.Value($"\"{sum}:m{random.Next()}\""));
    }
}
