using System.Globalization;
using Persist.Engine.Local;
using Persist.Engine.Merge;

namespace Persist.Engine.Tests.Sync.Histories;

/// <summary>Counters, sets and maps beside values, and a key that is made as anything.</summary>
internal sealed class KindsPlot(Random random) : HistoryPlot
{
    private decimal _added;

    public override KeyPolicy Rule() => new("*", SyncStrategy.Crdt);

    public override void Edit(LocalStore store, int step)
    {
        _ = random.Next(6) switch
        {
            0 => store.Write(writer => writer.Add("sum", Added())) is not null,
            1 => store.Write(writer => EditCounter(writer, "counter")),
            2 => store.Write(writer => EditSet(writer, "set")),
            3 => store.Write(writer => EditMap(writer, "map", step)),
            4 => store.Write(writer => EditValue(writer, "value", step)),
            _ => store.Write(writer => EditAny(writer, step)),
        };
    }

    public override string? Contradiction(IReadOnlyDictionary<string, string> items)
    {
        var sum = items.TryGetValue("sum", out var json) ? decimal.Parse(json, CultureInfo.InvariantCulture) : 0m;
        return sum == _added ? null : $"the sum is {sum}, and {_added} was added";
    }

    private decimal Added()
    {
        var amount = random.Next(-5, 20) / 4m;
        _added += amount;
        return amount;
    }

    private bool EditCounter(ItemWriter writer, string key) => random.Next(6) switch
    {
        0 => writer.Reset(key) is not null,
        1 => writer.Remove(key),
        _ => writer.Add(key, random.Next(-5, 20)) is not null,
    };

    private bool EditSet(ItemWriter writer, string key) => random.Next(6) switch
    {
        0 => writer.Remove(key),
        < 3 => writer.RemoveParts(key, ItemKind.Set, [Member(), Member()]) > 0,
        _ => writer.Include(key, [Member(), Member()]) is not null,
    };

    private bool EditMap(ItemWriter writer, string key, int step) => random.Next(7) switch
    {
        0 => writer.Remove(key),
        1 => writer.RemoveParts(key, ItemKind.Map, [Field()]) > 0,
        < 4 => writer.Set(key, $$"""{"{{Field()}}0":{{step}},"{{Field()}}1":{{random.Next(3)}}}""", force: false) is not null,
        _ => writer.SetFields(key, [KeyValuePair.Create(Field(), $"{step}")]) is not null,
    };

    private bool EditValue(ItemWriter writer, string key, int step) =>
        random.Next(3) == 0 ? writer.Remove(key) : writer.Set(key, $"{step}", force: false) is not null;

    // It keeps the kind that it has here; force makes it another one's.
    private bool EditAny(ItemWriter writer, int step)
    {
        const string key = "any";
        return (writer.Read(key)?.Kind, random.Next(4)) switch
        {
            (null, 0) or (ItemKind.Counter, not 0) => EditCounter(writer, key),
            (null, 1) or (ItemKind.Set, not 0) => EditSet(writer, key),
            (null, 2) or (ItemKind.Map, not 0) => EditMap(writer, key, step),
            (ItemKind.Value, not 0) => EditValue(writer, key, step),
            _ => writer.Set(key, random.Next(2) == 0 ? $"{step}" : $$"""{"f":{{step}}}""", force: true) is not null,
        };
    }

    private string Member() => $"\"m{random.Next(4)}\"";

    private string Field() => $"f{random.Next(4)}";
}
