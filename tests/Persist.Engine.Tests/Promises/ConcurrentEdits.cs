using System.Text.Json;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Promises;

/// <summary>Twenty replicas edit one text at once, with a merge that joins what each side has added since they parted.</summary>
public abstract class ConcurrentEdits : IDisposable
{
    private const int Replicas = 20;
    private const int EditsEach = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Every replica syncs after each of its edits, all at the same time.</summary>
    [ContractFact]
    [Trait("Scenario", "7")]
    public Task A_hundred_edits_of_one_text_while_everybody_syncs_are_in_it_once_each() => PlayAsync(syncBetween: true);

    /// <summary>Nobody has seen anything of the others when they come back.</summary>
    [ContractFact]
    public Task A_hundred_edits_of_one_text_made_offline_are_in_it_once_each() => PlayAsync(syncBetween: false);

    /// <summary>The remote to sync through.</summary>
    protected abstract Task<string> RemoteAsync(TemporaryFolder folder);

    private async Task PlayAsync(bool syncBetween)
    {
        var (remote, name) = (await RemoteAsync(_folder), "e" + Guid.NewGuid().ToString("N"));
        var replicas = new List<PersistStore>();
        try
        {
            for (var i = 0; i < Replicas; i++)
            {
                replicas.Add(await OpenAsync(name, remote));
                if (i == 0)
                {
                    replicas[0].Set("text", "\"start\"");
                }

                await replicas[i].SyncAsync();
            }

            await Task.WhenAll(replicas.Select((replica, i) => Task.Run(() => EditAsync(replica, i, syncBetween))));
            for (var round = 0; round < 2; round++)
            {
                foreach (var replica in replicas)
                {
                    await SyncAsync(replica);
                }
            }

            var text = Text(replicas[0].Get("text")!.Json);
            var edits = text.Split(' ');
            Assert.Equal("start", edits[0]);
            Assert.Equal(
                Enumerable.Range(0, Replicas).SelectMany(i => Enumerable.Range(0, EditsEach).Select(edit => $"{i}.{edit}")).Order(),
                edits.Skip(1).Order());
            Assert.All(replicas, replica =>
            {
                Assert.Equal(text, Text(replica.Get("text")!.Json));
                Assert.Equal((0, 0), (replica.GetStatus().Pending, replica.GetStatus().OpenConflicts));
            });
        }
        finally
        {
            foreach (var replica in replicas)
            {
                await replica.DisposeAsync();
            }
        }
    }

    private static async Task EditAsync(PersistStore replica, int i, bool syncBetween)
    {
        for (var edit = 0; edit < EditsEach; edit++)
        {
            replica.Set("text", JsonSerializer.Serialize($"{Text(replica.Get("text")!.Json)} {i}.{edit}"));
            if (syncBetween)
            {
                await SyncAsync(replica);
            }
        }

        await SyncAsync(replica);
    }

    // The remote may be busy with the nineteen others; then it is asked again, as the background sync would.
    private static async Task SyncAsync(PersistStore replica)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await replica.SyncAsync();
                return;
            }
            catch (PersistException failure) when (failure.Error.IsTransient && attempt < 20)
            {
            }
        }
    }

    // Both sides came from the ancestor by additions at the end.
    private static ValueTask<MergeResult> Join(MergeRequest request, CancellationToken cancellationToken)
    {
        var (local, ancestor) = (Text(request.Local.Json!), Text(request.Ancestor!.Json!));
        return local.StartsWith(ancestor, StringComparison.Ordinal)
            ? new(MergeResult.Value(JsonSerializer.Serialize(Text(request.Remote.Json!) + local[ancestor.Length..])))
            : throw new InvalidOperationException($"'{ancestor}' is not what '{local}' came from");
    }

    private static string Text(string json) => JsonSerializer.Deserialize<string>(json)!;

    private Task<PersistStore> OpenAsync(string name, string remote) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = name,
        Path = _folder.File(Guid.NewGuid().ToString("N") + ".db"),
        Remote = remote,
        Strategy = SyncStrategy.Custom,
        Merge = Join,
        Suspended = true,
    });
}
