using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Promises;

/// <summary>Damage that was met once is looked for at the next opening, whoever closed the file.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_in_which_damage_was_met_is_checked_at_its_next_opening()
    {
        await DamageAsync();
        await using (var store = await OpenAsync()) // was closed in order: not checked
        {
            Assert.Equal("StoreCorrupt", Assert.Throws<PersistException>(() => store.Scan().ToList()).Error.Id);
        }

        Assert.Equal("StoreCorrupt", (await Assert.ThrowsAsync<PersistException>(OpenAsync)).Error.Id);
    }

    [Fact]
    public async Task A_store_in_which_none_was_met_is_not_checked()
    {
        await DamageAsync();
        await (await OpenAsync()).DisposeAsync();
        await (await OpenAsync()).DisposeAsync(); // which a check would have refused
    }

    private async Task DamageAsync()
    {
        await using (var store = await OpenAsync())
        {
            store.SetMany([.. Enumerable.Range(0, 400).Select(n => KeyValuePair.Create($"k{n:000}", $"\"{new string('x', 300)}\""))]);
        }

        var bytes = await File.ReadAllBytesAsync(_folder.File("a.db"));
        bytes.AsSpan(bytes.Length / 2 / 4096 * 4096, 4096).Clear();
        await File.WriteAllBytesAsync(_folder.File("a.db"), bytes);
    }

    private Task<PersistStore> OpenAsync() => PersistStore.OpenAsync(new PersistStoreOptions { Name = "damaged", Path = _folder.File("a.db") });
}
