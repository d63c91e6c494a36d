using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Fuzz;

/// <summary>
/// Whatever rows a remote returns: the sync goes on, or stops with a registered error; nothing of the replica's own is lost, and
/// what it shows can be read.
/// </summary>
public abstract class HostileRemote : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private List<StoredItem> _before = [];

    /// <summary>How many cases one run has.</summary>
    protected abstract int Count { get; }

    public virtual async Task InitializeAsync() => await MakeAsync();

    public virtual Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [ContractFact]
    public async Task Rows_of_every_kind_are_taken_or_refused() => await Cases.RunAsync(Count, async random =>
    {
        await RestoreAsync();
        var statements = await BreakAsync(random);
        try
        {
            File.Copy(_folder.File("known.db"), _folder.File("case.db"), overwrite: true);
            await UseAsync("case.db", isNew: false);
            File.Delete(_folder.File("new.db"));
            await UseAsync("new.db", isNew: true);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{string.Join("; ", statements)}: {failure.Message}", failure);
        }
    });

    /// <summary>The remote's address.</summary>
    protected abstract string Address { get; }

    /// <summary>Keeps the remote as it is now.</summary>
    protected abstract Task KeepAsync();

    /// <summary>Makes the remote what was kept.</summary>
    protected abstract Task RestoreAsync();

    /// <summary>Breaks the remote, and tells how.</summary>
    protected abstract Task<IReadOnlyList<string>> BreakAsync(Random random);

    protected string InFolder(string name) => _folder.File(name);

    private async Task MakeAsync()
    {
        await using (var known = await OpenAsync("known.db"))
        await using (var other = await OpenAsync("other.db"))
        {
            foreach (var store in new[] { known, other })
            {
                store.Set("both", $"\"{store.Path}\"");
                store.Set($"value/{store.Path.Length}", "1");
                store.AddToCounter("counter", 5);
                store.AddToSet("set", ["1", "\"two\""]);
                store.SetFields("map", [KeyValuePair.Create("a", "1"), KeyValuePair.Create("b", "{}")]);
                await store.SyncAsync();
            }

            await known.SyncAsync();
            other.Set("later", "1");
            other.AddToCounter("counter", 1);
            other.Set("both", "2");
            await other.SyncAsync();
            known.Set("both", "\"pending\"");
            known.AddToCounter("counter", 100);
            known.ResetCounter("counter");
            known.AddToSet("set", ["3"]);
            known.RemoveFields("map", ["a"]);
            known.Set("mine", "1");
            _before = [.. known.Scan()];
        }

        await KeepAsync();
    }

    private Task<PersistStore> OpenAsync(string file) =>
        PersistStore.OpenAsync(new PersistStoreOptions { Name = "hostile", Path = _folder.File(file), Remote = Address, Suspended = true });

    private async Task UseAsync(string file, bool isNew)
    {
        await using var store = await OpenAsync(file);
        if (isNew)
        {
            store.AddToCounter("counter", 1);
            store.Set("both", "3");
        }

        PersistError? error = null;
        for (var round = 0; round < 2; round++)
        {
            error = await Cases.RegisteredErrorOfAsync(() => store.SyncAsync());
            var shown = store.Scan().ToList();
            Assert.All(shown, item => ItemRules.CheckJson(item.Key, item.Json));
            if (!isNew)
            {
                Assert.Contains(shown, item => item is { Key: "mine", Json: "1" });
            }

            if (!isNew && error is { Id: "RemoteData" } && round == 0 && store.GetStatus().Pending >= 6)
            {
                Assert.Equal(_before.Select(item => item.Key), shown.Select(item => item.Key).Intersect(_before.Select(item => item.Key)));
            }

            _ = store.GetQueue().Count() + store.GetConflicts().Count() + store.GetDeadLetters().Count;
            Assert.Equal(error?.Id, store.GetStatus().LastError?.Error.Id);
            store.AddToCounter("counter", 1);
            store.Set("both", "4");
            store.RemoveFromSet("set", ["1"]);
        }
    }
}
