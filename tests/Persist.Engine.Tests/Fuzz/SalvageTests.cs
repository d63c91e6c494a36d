using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Fuzz;

/// <summary>What can be read of a damaged file is given, exactly, and what is missing is said.</summary>
public sealed class SalvageTests : IAsyncLifetime
{
    private const int PageSize = 4096;

    private SoundStore _sound = null!;

    public async Task InitializeAsync() => _sound = await SoundStore.MakeAsync();

    public async Task DisposeAsync() => await _sound.DisposeAsync();

    [Fact]
    public async Task A_sound_file_is_read_whole()
    {
        await File.WriteAllBytesAsync(_sound.Place("a.db"), _sound.Bytes);
        using var salvaged = PersistStore.Salvage(_sound.Place("a.db"));
        Assert.Equal(_sound.Items.OrderBy(item => item.Key), salvaged.ReadItems().ToDictionary(item => item.Key, item => item.Json).OrderBy(item => item.Key));
        Assert.Equal((SoundStore.Name, 0, 0L, 0), (salvaged.Name, salvaged.Gaps, salvaged.Unusable, salvaged.Incomplete.Count));
    }

    [Fact]
    public async Task What_was_never_checkpointed_is_read_from_the_log()
    {
        await using var store = await SoundStore.OpenAsync(_sound.Place("open.db"));
        store.Set("k", "1");
        foreach (var suffix in new[] { "", "-wal" })
        {
            File.Copy(_sound.Place("open.db") + suffix, _sound.Place("copy.db") + suffix);
        }

        using var salvaged = PersistStore.Salvage(_sound.Place("copy.db"));
        Assert.Equal("1", Assert.Single(salvaged.ReadItems()).Json);
        Assert.Equal("StoreInUse", Assert.Throws<PersistException>(() => PersistStore.Salvage(store.Path)).Error.Id);
    }

    [Fact]
    public async Task One_page_lost_costs_the_items_on_it_and_no_others_and_the_rest_is_named()
    {
        var pages = _sound.Bytes.Length / PageSize;
        var (lost, readable, cut) = (0, 0, 0);
        for (var page = 1; page < pages; page++)
        {
            var file = _sound.Place("a.db");
            var bytes = _sound.Bytes.ToArray();
            Array.Clear(bytes, page * PageSize, PageSize);
            await File.WriteAllBytesAsync(file, bytes);
            if (Read(file) is not { } found)
            {
                continue; // the list of tables is more than a page long
            }

            readable++;
            lost += _sound.Items.Count - found.Exact;
            cut += found.Incomplete;
            Assert.Equal(0, found.Different);
            Assert.True(found.IsTold || found.Exact == _sound.Items.Count, $"page {page}: items are missing without a word");
            Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
            Assert.False(File.Exists(file + "-wal") || File.Exists(file + "-shm") || File.Exists(file + "-open"));
        }

        // Besides leaves there are the few pages above them, and the roots.
        Assert.True(readable >= pages - 3, $"{pages - readable} of {pages} pages lost everything");
        Assert.True(lost <= 15 * pages, $"{lost} items lost by {pages} pages");
        Assert.True(cut >= 5, $"a set or a map was cut {cut} times");
    }

    [Fact]
    public async Task Whatever_is_damaged_the_reading_ends_and_makes_nothing_up() => await Cases.RunAsync(60, async random =>
    {
        var file = _sound.Place("a.db");
        var bytes = Damage.Some(_sound.Bytes, random, out var flips);
        await File.WriteAllBytesAsync(file, bytes);
        if (Read(file) is { } found)
        {
            Assert.True(found.Different <= flips, $"{found.Different} items are different after {flips} changes");
        }

        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
    });

    // Null when nothing can be read. Cut items count as missing.
    private (int Exact, int Different, int Incomplete, bool IsTold)? Read(string file)
    {
        try
        {
            using var salvaged = PersistStore.Salvage(file);
            var items = salvaged.ReadItems().ToList();
            Assert.Equal(items.Count, items.Select(item => item.Key).Distinct().Count());
            var whole = items.Where(item => !salvaged.Incomplete.Contains(item.Key)).ToList();
            var exact = whole.Count(item => _sound.Items.GetValueOrDefault(item.Key) == item.Json);
            return (exact, whole.Count - exact, salvaged.Incomplete.Count, salvaged.Gaps + salvaged.Unusable > 0);
        }
        catch (PersistException failure)
        {
            Assert.Contains(failure.Error.Id, new[] { "StoreCorrupt", "NotAStore" });
            return null;
        }
    }
}
