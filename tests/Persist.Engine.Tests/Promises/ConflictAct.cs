using System.Text.Json;

namespace Persist.Engine.Tests.Promises;

/// <summary>What one side does, in the words of the tables in <c>docs/conflicts.md</c>.</summary>
/// <param name="Scenario">The table.</param>
/// <param name="Name">The row or column.</param>
internal sealed record ConflictAct(string Scenario, string Name)
{
    /// <summary>True when who does it has the item before, if there is one.</summary>
    public bool KnowsTheItem => Name != "create";

    /// <summary>True when it is an operation of a counter, set or map, which merge in one way under every strategy.</summary>
    public bool IsPart => !Scenario.StartsWith("values", StringComparison.Ordinal);

    /// <summary>What there is before, as the page says above its tables; nothing where the row is a creation.</summary>
    public void Prepare(PersistStore store, string key)
    {
        switch (Scenario is "forced" ? Name : Scenario)
        {
            case "values by time" or "values by merge" or "values by hand" when Name != "create":
                store.Set(key, "\"original\"");
                break;
            case "counter":
                store.AddToCounter(key, 10);
                break;
            case "set":
                store.AddToSet(key, ["\"x\""]);
                break;
            case "map":
                store.SetFields(key, [new("f", "0"), new("g", "0")]);
                break;
            case "object":
                store.Set(key, """{"f":0,"g":0}""");
                break;
            default:
                break;
        }
    }

    /// <summary>Does it.</summary>
    public void Do(PersistStore store, string key, string who)
    {
        var text = JsonSerializer.Serialize(who);
        var own = who == "A" ? "a" : "b";
        object? done = (Scenario, Name) switch
        {
            ("kinds", "counter") => store.AddToCounter(key, who == "A" ? 1 : 2),
            ("kinds", "set") => store.AddToSet(key, [$"\"{own}\""]),
            ("kinds", "map") => store.SetFields(key, [new(own, text)]),
            ("forced", "counter" or "set" or "map") => store.Set(key, text, force: true),
            (_, "create" or "update" or "value") => store.Set(key, text),
            (_, "delete" or "clear") => store.Remove(key),
            (_, "add") => store.AddToCounter(key, who == "A" ? 1 : 2),
            (_, "reset") => store.ResetCounter(key),
            (_, "add `x`" or "add `y`") => store.AddToSet(key, [$"\"{Name[5]}\""]),
            (_, "remove `x`") => store.RemoveFromSet(key, ["\"x\""]),
            (_, "write `f`" or "write `g`") => store.SetFields(key, [new($"{Name[7]}", text)]),
            (_, "remove `f`") => store.RemoveFields(key, ["f"]),
            (_, "set `f`, leave out `g`") => store.Set(key, $$"""{"f":{{text}}}"""),
            (_, "change it") => store.Get(key)!.Kind switch
            {
                "counter" => store.AddToCounter(key, 2),
                "set" => store.AddToSet(key, ["\"y\""]),
                _ => store.SetFields(key, [new("g", text)]),
            },
            _ => throw new InvalidOperationException($"docs/conflicts.md says '{Name}' in the table {Scenario}"),
        };
        Assert.True(done is not (null or false or 0), $"{who} could not: {Scenario}, {Name}");
    }

    /// <summary>The value that it leaves, of a whole value; null when it deletes.</summary>
    public string? Written(string who) => Name == "delete" ? null : JsonSerializer.Serialize(who);
}
