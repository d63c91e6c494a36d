using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Fuzz;

/// <summary>A check of a damaged file says what is wrong with it, whatever is: it does not fail, and it does not call sound what has changed.</summary>
public sealed class CheckedDamageTests : IAsyncLifetime
{
    private const int PageSize = 4096;

    private readonly TemporaryFolder _folder = new();
    private byte[] _sound = [];
    private Dictionary<string, string> _items = [];

    public async Task InitializeAsync()
    {
        await using (var store = await OpenAsync())
        {
            store.SetMany([.. Enumerable.Range(0, 400).Select(n => KeyValuePair.Create($"k{n:000}", $"\"{n}{new string('x', 300)}\""))]);
            store.AddToSet("set", [.. Enumerable.Range(0, 20).Select(n => $"\"{n}\"")]);
            store.AddToCounter("counter", 3);
            await store.SyncAsync();
            _items = store.Scan().ToDictionary(item => item.Key, item => item.Json);
        }

        _sound = await File.ReadAllBytesAsync(_folder.File("store.db"));
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Every_page_that_is_lost_is_a_problem_that_is_named()
    {
        var named = 0;
        for (var page = 0; page < _sound.Length / PageSize; page++)
        {
            var bytes = _sound.ToArray();
            bytes.AsSpan(page * PageSize, PageSize).Clear();
            named += await IsFoundAsync(bytes, $"page {page}") ? 1 : 0;
        }

        Assert.True(named > _sound.Length / PageSize / 2, $"of {_sound.Length / PageSize} pages {named} were missed when they were gone");
    }

    [Fact]
    public async Task Damage_of_every_kind_is_found_or_has_changed_nothing_that_is_shown() => await Cases.RunAsync(
        60, async random => await IsFoundAsync(Damage.Some(_sound, random, out _), "the file"));

    [Fact]
    public async Task A_bit_that_has_changed_in_what_is_shown_is_found_by_the_comparison() => await Cases.RunAsync(60, async random =>
    {
        var bytes = _sound.ToArray();
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        await IsFoundAsync(bytes, "the file");
    });

    // True when the damage was told: by an error of the opening, by a problem, or by a difference from the remote.
    private async Task<bool> IsFoundAsync(byte[] bytes, string what)
    {
        foreach (var beside in new[] { "-wal", "-shm", "-open", "-sync" })
        {
            File.Delete(_folder.File("store.db" + beside));
        }

        await File.WriteAllBytesAsync(_folder.File("store.db"), bytes);
        PersistStore? store = null;
        if (await Cases.RegisteredErrorOfAsync(async () => store = await OpenAsync()) is not null)
        {
            return true;
        }

        await using var _ = store;
        var check = await store!.TestAsync();
        if (check.Problems.Count > 0 || check.Comparison != RemoteComparison.Equal)
        {
            Assert.False(check.IsSound && check.Note is null, $"{what}: {check.Comparison} without a word");
            return true;
        }

        // As text: a stamp that has changed is no other content.
        Assert.True(_items.OrderBy(item => item.Key, StringComparer.Ordinal).SequenceEqual(
            store.Scan().Select(item => KeyValuePair.Create(item.Key, item.Json)).OrderBy(item => item.Key, StringComparer.Ordinal)), $"{what} shows something else, and was called sound");
        return false;
    }

    private Task<PersistStore> OpenAsync() => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = SoundStore.Name,
        Path = _folder.File("store.db"),
        Remote = _folder.File("hub.db"),
        Suspended = true,
    });
}
