using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Persist.Engine.Errors;
using Persist.Engine.Transfer;

namespace Persist.Engine.Tests.Transfer;

/// <summary>What an export holds, and that it is there as a whole or not at all.</summary>
public sealed class ExportTests : IAsyncDisposable
{
    private readonly TransferStores _stores = new();

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public async Task The_first_line_says_what_it_is_and_the_last_that_it_is_whole()
    {
        var store = await _stores.OpenAsync("a.db");
        store.Set("a", "1");
        store.Set("b", "2");
        var result = await store.ExportAsync(_stores.File("a.jsonl"));
        var lines = File.ReadAllLines(result.Path);
        using var header = JsonDocument.Parse(lines[0]);
        Assert.Equal(
            ("persist-export", 1, "transfer", store.Replica, 2),
            (Text(header, "format"), Number(header, "version"), Text(header, "store"), Text(header, "replica"), Number(header, "count")));
        var body = Encoding.UTF8.GetBytes(string.Concat(lines[..^1].Select(line => line + "\n")));
        var checksum = Convert.ToHexString(SHA256.HashData(body)).ToLowerInvariant();
        Assert.Equal($$$"""{"end":{"items":2,"conflicts":0,"sha256":"{{{checksum}}}"}}""", lines[^1]);
        Assert.Equal((2, 0, checksum), (result.Items, result.Conflicts, result.Checksum));
    }

    [Theory]
    [InlineData("1.2300")]
    [InlineData("123456789012345678901234567890.10")]
    [InlineData("1e400")]
    [InlineData("""{ "b" : [ 1,2 ],  "a":"\u00e9\/" }""")]
    [InlineData("\"2024-01-01T00:00:00Z\"")]
    [InlineData("\"\u2028 \ud83d\ude00 <&>'\"")]
    public async Task A_value_is_its_exact_text(string json)
    {
        var path = await _stores.ExportOfAsync(store => store.Set("k", json));
        Assert.Contains($"\"value\":{json},", (await File.ReadAllTextAsync(path)).Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_of_several_lines_is_one_line()
    {
        var path = await _stores.ExportOfAsync(store => store.Set("k", "{\r\n  \"a\": 1\n}"));
        var lines = File.ReadAllLines(path);
        Assert.Equal(3, lines.Length);
        Assert.Contains("""
            "text":"{\r\n  \"a\": 1\n}"
            """, lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counters_sets_and_maps_are_written_as_what_they_show()
    {
        var path = await _stores.ExportOfAsync(store =>
        {
            store.AddToCounter("counter", 2.50m);
            store.AddToSet("set", ["2", "\"a\""]);
            store.SetFields("map", [KeyValuePair.Create("x", "1.0")]);
            _stores.Clock.Advance(TimeSpan.FromSeconds(1));
            store.SetFields("map", [KeyValuePair.Create("y", "2")]);
        });
        var lines = File.ReadAllLines(path);
        Assert.StartsWith("""{"key":"counter","kind":"counter","value":2.50,""", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("""{"key":"map","kind":"map","value":{"x":1.0,"y":2},""", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("""{"key":"set","kind":"set","value":["a",2],""", lines[3], StringComparison.Ordinal);
        using var map = JsonDocument.Parse(lines[2]);
        var older = Assert.Single(map.RootElement.GetProperty("fieldsUpdatedAt").EnumerateObject());
        Assert.Equal("x", older.Name);
        Assert.True(older.Value.GetDateTimeOffset() < map.RootElement.GetProperty("updatedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_file_that_exists_is_replaced_only_on_request()
    {
        var store = await _stores.OpenAsync("a.db");
        var path = await _stores.ExportAsync(store);
        var failure = await Assert.ThrowsAsync<PersistException>(() => store.ExportAsync(path));
        Assert.Equal(PersistErrors.ExportExists, failure.Error);
        store.Set("a", "1");
        Assert.Equal(1, (await store.ExportAsync(path, new ExportOptions { Overwrite = true })).Items);
    }

    [Fact]
    public async Task An_export_that_is_cancelled_leaves_nothing_behind()
    {
        var store = await _stores.OpenAsync("a.db");
        store.SetMany([.. Enumerable.Range(0, 5000).Select(i => KeyValuePair.Create($"k{i}", "1"))]);
        using var stop = new CancellationTokenSource();
        var options = new ExportOptions { Progress = new Callback<TransferProgress>(_ => stop.Cancel()) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ExportAsync(_stores.File("x.jsonl"), options, stop.Token));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_stores.File("x"))!, "x.jsonl*"));
    }

    [Fact]
    public async Task A_cancelled_export_writes_no_further_item()
    {
        var store = await _stores.OpenAsync("a.db");
        store.SetMany([.. Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"k{i}", "1"))]);
        using var stop = new CancellationTokenSource();
        var asked = 0;
        bool Choose(string key)
        {
            asked++;
            stop.Cancel();
            return true;
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ExportAsync(_stores.File("x.jsonl"), new ExportOptions { Filter = Choose }, stop.Token));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Where_nothing_can_be_written_it_says_so()
    {
        var store = await _stores.OpenAsync("a.db");
        var missing = await Assert.ThrowsAsync<PersistException>(() => store.ExportAsync(_stores.File(Path.Combine("no", "x.jsonl"))));
        Assert.Equal(PersistErrors.PathNotFound, missing.Error);
        var folder = await Assert.ThrowsAsync<PersistException>(() => store.ExportAsync(_stores.File(".")));
        Assert.Equal(PersistErrors.PathNotWritable, folder.Error);
    }

    [Fact]
    public async Task Only_chosen_items_are_written_and_the_header_does_not_count_them()
    {
        var store = await _stores.OpenAsync("a.db");
        store.SetMany([.. new[] { "a/1", "a/2", "b/1" }.Select(key => KeyValuePair.Create(key, "1"))]);
        var path = await _stores.ExportAsync(store, options: new ExportOptions { Prefix = "a/", Filter = key => key != "a/2" });
        var lines = File.ReadAllLines(path);
        Assert.Equal(3, lines.Length);
        Assert.DoesNotContain("\"count\"", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("{\"key\":\"a/1\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_shows_one_moment_though_others_write_meanwhile()
    {
        var store = await _stores.OpenAsync("a.db");
        store.SetMany([.. Enumerable.Range(0, 2000).Select(i => KeyValuePair.Create($"k{i:D4}", "\"before\""))]);
        var options = new ExportOptions { Progress = new Callback<TransferProgress>(_ => store.Set("k1999", "\"after\"")) };
        var path = await _stores.ExportAsync(store, options: options);
        Assert.DoesNotContain("after", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        Assert.Equal("\"after\"", store.Get("k1999")!.Json);
    }

    [Fact]
    public async Task Only_its_owner_may_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // files there have the access rules of their folder
        }

        var path = await _stores.ExportOfAsync(store => store.Set("k", "1"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task What_is_read_of_a_file_can_be_exported_and_imported()
    {
        var store = await _stores.OpenAsync("damaged.db");
        store.Set("value", "1.50");
        store.AddToCounter("counter", 3);
        store.AddToSet("set", ["1", "2"]);
        store.SetFields("map", [KeyValuePair.Create("a", "1")]);
        var before = TransferStores.Items(store);
        await store.DisposeAsync();
        using (var salvaged = PersistStore.Salvage(_stores.File("damaged.db")))
        {
            await salvaged.ExportAsync(_stores.File("salvaged.jsonl"));
        }

        var other = await _stores.OpenAsync("new.db");
        await other.ImportAsync(_stores.File("salvaged.jsonl"));
        Assert.Equal(before, TransferStores.Items(other));
    }

    private static string? Text(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetString();

    private static long Number(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetInt64();
}
