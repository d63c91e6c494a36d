using System.Text.Json;
using System.Text.RegularExpressions;
using Persist.Engine.Conflicts;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Promises;

/// <summary>
/// Every square of the tables in <c>docs/conflicts.md</c>, played over a remote: A and B do what the row and the column
/// say while they are apart, A syncs first, and everybody ends with what the square says; once with B's clock later, and
/// once with A's. Each square has a key of its own, so that a whole table is one exchange.
/// </summary>
public abstract partial class DocumentedConflicts : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AdjustableClock _clock = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [ContractFact]
    public Task Values_end_as_documented_when_the_latest_write_stands() => CheckAsync("values by time");

    [ContractFact]
    public Task Values_end_as_documented_with_a_merge_of_ones_own() => CheckAsync("values by merge");

    [ContractFact]
    public Task Values_end_as_documented_when_a_person_decides() => CheckAsync("values by hand");

    [ContractFact]
    public Task Counters_end_as_documented() => CheckAsync("counter");

    [ContractFact]
    public Task Sets_end_as_documented() => CheckAsync("set");

    [ContractFact]
    public Task Maps_end_as_documented() => CheckAsync("map");

    [ContractFact]
    public Task Whole_objects_end_as_documented_under_Crdt() => CheckAsync("object");

    [ContractFact]
    public Task Items_that_are_made_as_two_kinds_at_once_end_as_documented() => CheckAsync("kinds");

    [ContractFact]
    public Task Items_that_are_forced_into_another_kind_end_as_documented() => CheckAsync("forced");

    /// <summary>The remote to sync through.</summary>
    protected abstract Task<string> RemoteAsync(TemporaryFolder folder);

    private async Task CheckAsync(string scenario)
    {
        var wrong = new List<string>();
        var tables = DocumentedTable.All.Where(table => table.Scenario == scenario).ToList();
        Assert.NotEmpty(tables);
        foreach (var (table, strategy) in tables.SelectMany(table => table.Strategies.Select(strategy => (table, strategy))))
        {
            wrong.AddRange(await PlayAsync(table, strategy, isBLater: true));
            wrong.AddRange(await PlayAsync(table, strategy, isBLater: false));
        }

        Assert.True(wrong.Count == 0, $"docs/conflicts.md, {scenario}:\n{string.Join('\n', wrong)}");
    }

    private async Task<IReadOnlyList<string>> PlayAsync(DocumentedTable table, SyncStrategy strategy, bool isBLater)
    {
        var (remote, name) = (await RemoteAsync(_folder), "d" + Guid.NewGuid().ToString("N"));
        await using var a = await OpenAsync(name, remote, strategy);
        await using var b = await OpenAsync(name, remote, strategy);
        var squares = table.Cells.Where(cell => cell.Text != DocumentedTable.Impossible)
            .Select((cell, i) => new Square($"{i:d2}", new ConflictAct(table.Scenario, cell.Row), new ConflictAct(table.Scenario, cell.Column), cell.Text))
            .ToList();
        Assert.NotEmpty(squares);

        squares.Where(square => square.B.KnowsTheItem).ToList().ForEach(square => square.A.Prepare(a, square.Key));
        await a.SyncAsync();
        await b.SyncAsync();
        squares.Where(square => !square.B.KnowsTheItem).ToList().ForEach(square => square.A.Prepare(a, square.Key));
        await a.SyncAsync();

        Do(isA: isBLater);
        _clock.Advance(TimeSpan.FromSeconds(1)); // more than the estimates of the clocks' offsets differ by
        Do(isA: !isBLater);
        await a.SyncAsync();
        await b.SyncAsync();
        await a.SyncAsync();
        await using var fresh = await OpenAsync(name, remote, strategy);
        await fresh.SyncAsync();
        return [.. squares.SelectMany(square => Differences(square, strategy, isBLater, a, b, fresh)
            .Select(difference => $"{strategy}, {(isBLater ? "B" : "A")} later: A: {square.A.Name}; B: {square.B.Name}: {difference}"))];

        void Do(bool isA) => squares.ForEach(square => (isA ? square.A : square.B).Do(isA ? a : b, square.Key, isA ? "A" : "B"));
    }

    private static IEnumerable<string> Differences(
        Square square, SyncStrategy strategy, bool isBLater, PersistStore a, PersistStore b, PersistStore fresh)
    {
        var expected = Expected(square, isBLater);
        foreach (var (who, store) in new[] { ("A", a), ("B", b), ("a new replica", fresh) })
        {
            var json = store.Get(square.Key)?.Json;
            if (json != expected)
            {
                yield return $"{who} shows {json ?? "nothing"}, not {expected ?? "nothing"}";
            }
        }

        // What the latest write settled is known to all; what a merge or a person decides, to the replica where it happens.
        var isOpen = square.Text.EndsWith(", open conflict", StringComparison.Ordinal);
        var isConflict = isOpen || square.Text.EndsWith(", conflict", StringComparison.Ordinal);
        var isBsAlone = !square.A.IsPart && strategy is SyncStrategy.Custom or SyncStrategy.Manual;
        foreach (var (who, store, count) in new[] { ("A", a, isConflict && !isBsAlone ? 1 : 0), ("B", b, isConflict ? 1 : 0) })
        {
            var log = store.GetConflicts(square.Key).ToList();
            if (log.Count != count)
            {
                yield return $"{who} has {log.Count} conflicts, not {count}: {string.Join("; ", log)}";
            }

            foreach (var conflict in log)
            {
                if ((conflict.State == ConflictState.Open) != isOpen)
                {
                    yield return $"{who}'s conflict is {conflict.State}";
                }
                else if (!isOpen && conflict.Field is null && conflict.Resolved!.Json != expected)
                {
                    yield return $"{who}'s conflict says that {conflict.Resolved.Json ?? "nothing"} stands, not {expected ?? "nothing"}";
                }
            }
        }
    }

    private static string? Expected(Square square, bool isBLater)
    {
        var text = Outcome().Replace(square.Text, "");
        return text switch
        {
            "gone" => null,
            "the later" => isBLater ? square.B.Written("B") : square.A.Written("A"),
            "A's" => square.A.Written("A"),
            "merged" => JsonSerializer.Serialize($"{Plain(square.B.Written("B"))} and {Plain(square.A.Written("A"))}"),
            _ => text.Trim('`').Replace("later", isBLater ? "B" : "A", StringComparison.Ordinal),
        };
    }

    private static ValueTask<MergeResult> Merge(MergeRequest request, CancellationToken cancellationToken) =>
        new(MergeResult.Value(JsonSerializer.Serialize($"{Plain(request.Local.Json)} and {Plain(request.Remote.Json)}")));

    private static string Plain(string? json) => json?.Trim('"') ?? "nothing";

    private Task<PersistStore> OpenAsync(string name, string remote, SyncStrategy strategy) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = name,
        Path = _folder.File(Guid.NewGuid().ToString("N") + ".db"),
        Remote = remote,
        Strategy = strategy,
        Merge = strategy == SyncStrategy.Custom ? Merge : null,
        Suspended = true,
        TimeProvider = _clock,
    });

    [GeneratedRegex(", (open )?conflict$")]
    private static partial Regex Outcome();

    private sealed record Square(string Key, ConflictAct A, ConflictAct B, string Text);
}
