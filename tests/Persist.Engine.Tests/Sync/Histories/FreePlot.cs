using Persist.Engine.Conflicts;
using Persist.Engine.Local;

namespace Persist.Engine.Tests.Sync.Histories;

/// <summary>Values are written and deleted, under strategies that may change with every opening, and merges that follow no rule.</summary>
internal sealed class FreePlot(Random random, params SyncStrategy[] strategies) : HistoryPlot
{
    public override KeyPolicy Rule()
    {
        var strategy = strategies[random.Next(strategies.Length)];
        return new KeyPolicy("*", strategy, strategy == SyncStrategy.Custom ? MergeAsync : null);
    }

    public override void Edit(LocalStore store, int step)
    {
        var key = $"k{random.Next(4)}";
        store.Write(writer => random.Next(3) == 0 ? writer.Remove(key) : writer.Set(key, $"{step}", force: false) is not null);
    }

    public override bool Decide(LocalStore store)
    {
        var open = store.Conflicts.Of(null).Where(conflict => conflict.State == ConflictState.Open).ToList();
        open.ForEach(conflict => store.Conflicts.Resolve(conflict, Whim()));
        return open.Count > 0;
    }

    private ValueTask<MergeResult> MergeAsync(MergeRequest request, CancellationToken cancellationToken) =>
        random.Next(100) < Failures ? throw new InvalidOperationException($"no {random.Next(3)}") : new(Whim());

    private MergeResult Whim() => random.Next(4) switch
    {
        0 => MergeResult.UseLocal,
        1 => MergeResult.UseRemote,
        2 => MergeResult.Delete,
        _ => MergeResult.Value($"{random.Next()}"),
    };
}
