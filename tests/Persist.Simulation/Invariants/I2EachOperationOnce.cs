using Persist.Engine.Merge;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Invariants;

/// <summary>Each operation is applied at most once, and once unless it is a dead letter; sums show what neither ids nor logs would.</summary>
internal sealed class I2EachOperationOnce : Invariant
{
    private const string Numbers = "SELECT key || '|' || value FROM cell WHERE kind = 'counter' AND dead = 0 AND key LIKE 'sum/%'";

    public override string? Contradiction(World world) => Twice(world) ?? Never(world) ?? Sums(world) ?? GivenUp.Contradiction(world);

    private static string? Twice(World world) => world.Network.Wire.Taken()
        .GroupBy(taken => taken.Op.Id)
        .Where(taken => taken.Count() > 1)
        .Select(taken => $"operation {taken.Key} on {taken.First().Op.Cell.Key} was applied at {string.Join(" and ", taken.Select(at => at.Push.Result.Seq))}")
        .FirstOrDefault();

    // The last thing written to a value stands in the queue until it is sent; an earlier one may have been replaced by it.
    private static string? Never(World world)
    {
        var done = world.Network.Wire.Done();
        var survivors = world.Survivors;
        return world.Files.SelectMany(file => file.Intents
                .Where(intent => intent.Key.StartsWith("note/", StringComparison.Ordinal))
                .GroupBy(intent => intent.Key)
                .Select(written => written.Last())
                .Where(last => survivors.Contains(last) && last.Op is not null && OpId.TryParse(last.Op, out var salt, out var n) && !done.Contains(salt, n))
                .Select(last => $"{file.Name} wrote {last.Key} (intent {last.Id}, operation {last.Op}), and the remote never took it"))
            .FirstOrDefault();
    }

    // What files have lost, by a power cut or an old backup, may have reached the remote before.
    private static string? Sums(World world)
    {
        var found = world.Rows.Read(world.Hub, Numbers).Select(row => row.Split('|')).ToDictionary(row => row[0], row => Number(row[1]));
        var survivors = world.Survivors;
        return world.Intents
            .Where(intent => intent.Key.StartsWith("sum/", StringComparison.Ordinal))
            .GroupBy(intent => intent.Key)
            .Where(added => !world.Recounted.Contains(added.Key))
            .Select(added => (added.Key, Sum: added.Where(survivors.Contains).Sum(intent => intent.Amount), Found: found.GetValueOrDefault(added.Key),
                Lost: added.Where(intent => !survivors.Contains(intent) && !world.Lost.Contains(intent)).Select(intent => intent.Amount)))
            .Where(sum => !Subsets.Explain(sum.Found - sum.Sum, sum.Lost))
            .Select(sum => $"{sum.Key} is {sum.Found}, and {sum.Sum} was added: {sum.Found - sum.Sum:+0.##;-0.##} too much")
            .FirstOrDefault();
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
