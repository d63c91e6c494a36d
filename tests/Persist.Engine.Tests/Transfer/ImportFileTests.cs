using System.Text;
using Persist.Engine.Errors;
using Persist.Engine.Transfer;

namespace Persist.Engine.Tests.Transfer;

/// <summary>Files that are not what they should be, and imports that are interrupted.</summary>
public sealed class ImportFileTests : IAsyncDisposable
{
    private readonly TransferStores _stores = new();

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    public static TheoryData<string, string> NoExports => new()
    {
        { "", nameof(PersistErrors.NotAnExport) },
        { "\n", nameof(PersistErrors.NotAnExport) },
        { "dear all,\n", nameof(PersistErrors.NotAnExport) },
        { "{\"a\":1}\n{\"a\":2}\n", nameof(PersistErrors.NotAnExport) },
        { "[1]\n", nameof(PersistErrors.NotAnExport) },
        { "{\"format\":\"other\",\"version\":1}\n", nameof(PersistErrors.NotAnExport) },
        { "{\"format\":\"persist-export\"}\n", nameof(PersistErrors.NotAnExport) },
        { "{\"format\":\"persist-export\",\"version\":2,\"more\":true}\n", nameof(PersistErrors.NewerExport) },
    };

    [Theory]
    [MemberData(nameof(NoExports))]
    public async Task What_is_no_export_of_this_version_changes_nothing(string content, string error)
    {
        var store = await _stores.OpenAsync("here.db");
        await File.WriteAllTextAsync(_stores.File("x"), content);
        var failure = await Assert.ThrowsAsync<PersistException>(() => store.ImportAsync(_stores.File("x"), new ImportOptions { SkipIntegrityCheck = true }));
        Assert.Equal(error, failure.Error.Id);
        Assert.Empty(store.Scan());
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_found()
    {
        var store = await _stores.OpenAsync("here.db");
        foreach (var path in new[] { _stores.File("none"), _stores.File(Path.Combine("no", "none")) })
        {
            var failure = await Assert.ThrowsAsync<PersistException>(() => store.ImportAsync(path));
            Assert.Equal(PersistErrors.ExportNotFound, failure.Error);
        }
    }

    [Fact]
    public async Task A_file_cut_off_anywhere_behind_its_first_line_is_refused_as_a_whole()
    {
        var file = await FileAsync(3);
        var bytes = await File.ReadAllBytesAsync(file);
        var store = await _stores.OpenAsync("here.db");
        var first = Array.IndexOf(bytes, (byte)'\n') + 1;
        for (var length = first; length < bytes.Length - 1; length++) // the last line's own end says nothing
        {
            await File.WriteAllBytesAsync(file, bytes[..length]);
            var failure = await Assert.ThrowsAsync<PersistException>(() => store.ImportAsync(file));
            Assert.Equal(PersistErrors.ExportDamaged, failure.Error);
        }

        Assert.Empty(store.Scan());
    }

    [Fact]
    public async Task A_changed_file_is_refused_and_taken_on_request()
    {
        var file = await FileAsync(3);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"key\":\"k1\"", "\"key\":\"other\"", StringComparison.Ordinal));
        var store = await _stores.OpenAsync("here.db");
        var failure = await Assert.ThrowsAsync<PersistException>(() => store.ImportAsync(file));
        Assert.Equal(PersistErrors.ExportDamaged, failure.Error);
        await store.ImportAsync(file, new ImportOptions { SkipIntegrityCheck = true });
        Assert.Equal(["k0", "k2", "other"], store.Scan().Select(item => item.Key));
    }

    [Fact]
    public async Task Of_a_file_that_was_cut_off_what_there_is_can_be_taken()
    {
        var file = await FileAsync(3);
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text[..(text.IndexOf("\"k2\"", StringComparison.Ordinal) + 10)]);
        var store = await _stores.OpenAsync("here.db");
        var failures = new List<ImportFailure>();
        await store.ImportAsync(file, new ImportOptions { SkipIntegrityCheck = true, Failures = new Callback<ImportFailure>(failures.Add) });
        Assert.Equal(["k0", "k1"], store.Scan().Select(item => item.Key));
        Assert.Equal((4, PersistErrors.InvalidRecord), (Assert.Single(failures).Line, failures[0].Error.Error));
        await File.WriteAllTextAsync(file, text[..^10]);
        await store.ImportAsync(file, new ImportOptions { SkipIntegrityCheck = true });
        Assert.True(store.Contains("k2"));
    }

    [Fact]
    public async Task Other_line_ends_and_a_mark_of_UTF8_are_no_change()
    {
        var file = await FileAsync(3);
        var text = (await File.ReadAllTextAsync(file)).Replace("\n", "\r\n", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        var store = await _stores.OpenAsync("here.db");
        Assert.Equal(3, (await store.ImportAsync(file)).Imported);
    }

    [Theory]
    [InlineData("{", nameof(PersistErrors.InvalidRecord))]
    [InlineData("null", nameof(PersistErrors.InvalidRecord))]
    [InlineData("{\"key\":1}", nameof(PersistErrors.InvalidRecord))]
    [InlineData("{\"key\":\"\",\"kind\":\"value\",\"value\":1}", nameof(PersistErrors.InvalidKey))]
    [InlineData("{\"key\":\"a\",\"kind\":\"list\",\"value\":1,TAIL}", nameof(PersistErrors.InvalidRecord))]
    [InlineData("{\"key\":\"a\",\"kind\":\"value\",TAIL}", nameof(PersistErrors.InvalidRecord))]
    [InlineData("{\"key\":\"a\",\"kind\":\"value\",\"value\":1,\"updatedAt\":\"soon\",\"replica\":\"r\"}", nameof(PersistErrors.InvalidRecord))]
    [InlineData("{\"key\":\"a\",\"kind\":\"value\",\"text\":\"{\",TAIL}", nameof(PersistErrors.InvalidValue))]
    [InlineData("{\"key\":\"a\",\"kind\":\"value\",\"text\":\"\\ud800\",TAIL}", nameof(PersistErrors.InvalidRecord))]
    [InlineData("{\"key\":\"a\",\"kind\":\"counter\",\"value\":\"1\",TAIL}", nameof(PersistErrors.InvalidRecord))]
    [InlineData("{\"key\":\"a\",\"kind\":\"counter\",\"value\":1e400,TAIL}", nameof(PersistErrors.InvalidRecord))]
    [InlineData("{\"key\":\"a\",\"kind\":\"counter\",\"value\":0.12345678901234567890123456789012,TAIL}", nameof(PersistErrors.InvalidRecord))]
    [InlineData("{\"key\":\"a\",\"kind\":\"set\",\"value\":{},TAIL}", nameof(PersistErrors.InvalidRecord))]
    [InlineData("{\"key\":\"a\",\"kind\":\"map\",\"value\":{\"\":1},TAIL}", nameof(PersistErrors.InvalidPart))]
    [InlineData("{\"key\":\"a\",\"kind\":\"map\",\"value\":{\"f\":1,\"f\":2},TAIL}", nameof(PersistErrors.InvalidValue))]
    [InlineData("{\"conflict\":\"x\",\"key\":\"a\",\"field\":null,\"detectedAt\":\"2026-01-01\",\"strategy\":\"Mine\"}", nameof(PersistErrors.InvalidRecord))]
    public async Task A_bad_line_is_told_with_its_number_and_the_rest_goes_on(string line, string error)
    {
        var file = await FileAsync(2);
        var lines = (await File.ReadAllLinesAsync(file)).ToList();
        lines.Insert(2, line.Replace("TAIL", "\"updatedAt\":\"2026-01-01T00:00:00Z\",\"replica\":\"r\"", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(file, lines);
        var store = await _stores.OpenAsync("here.db");
        var failures = new List<ImportFailure>();
        var result = await store.ImportAsync(file, new ImportOptions { SkipIntegrityCheck = true, Failures = new Callback<ImportFailure>(failures.Add) });
        Assert.Equal((3, error), (Assert.Single(failures).Line, failures[0].Error.Error.Id));
        Assert.Equal(["k0", "k1"], store.Scan().Select(item => item.Key));
        Assert.Equal((2, 1), (result.Imported, result.Failed));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_a_bad_line()
    {
        var file = await FileAsync(2);
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.AsSpan().IndexOf("\"k0\""u8) + 1] = 0xFF;
        await File.WriteAllBytesAsync(file, bytes);
        var store = await _stores.OpenAsync("here.db");
        var result = await store.ImportAsync(file, new ImportOptions { SkipIntegrityCheck = true });
        Assert.Equal((1, 1), (result.Imported, result.Failed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_interrupted_import_goes_on_where_it_stopped_and_counts_nothing_twice(bool addCounters)
    {
        const int count = 3500;
        var file = await CountersAsync(count);
        var store = await _stores.OpenAsync("here.db");
        store.AddToCounter("c0001", addCounters ? 1 : 0.0m);
        using var stop = new CancellationTokenSource();
        var options = new ImportOptions { AddCounters = addCounters };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ImportAsync(
            file,
            options with { Progress = new Callback<TransferProgress>(at => { if (at is { Step: TransferStep.Importing, Done: > 2000 }) { stop.Cancel(); } }) },
            stop.Token));
        var there = store.Scan().Count();
        Assert.InRange(there, 1001, count - 1);
        await store.DisposeAsync();

        var again = await _stores.OpenAsync("here.db"); // as another process would
        again.AddToCounter("c0000", 10);
        var result = await again.ImportAsync(file, options);
        Assert.InRange(result.ResumedAfter, 1001, count);
        Assert.Equal((count, addCounters ? 0L : 1), (result.Imported + result.Failed, result.Failed));
        Assert.Equal(("11", addCounters ? "2" : "0.0", "1"), (again.Get("c0000")!.Json, again.Get("c0001")!.Json, again.Get($"c{count - 1:D4}")!.Json));
        Assert.Equal(count, again.Scan().Count());
        Assert.Equal(0, (await again.ImportAsync(file, options)).ResumedAfter); // it has ended: this is a new one
        Assert.Equal("11", again.Get("c0000")!.Json);
    }

    [Fact]
    public async Task Counters_of_an_import_that_was_interrupted_are_not_added_by_one_that_adds()
    {
        var file = await CountersAsync(2500);
        var store = await _stores.OpenAsync("here.db");
        using var stop = new CancellationTokenSource();
        var progress = new Callback<TransferProgress>(at => { if (at.Step == TransferStep.Importing) { stop.Cancel(); } });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ImportAsync(file, new ImportOptions { Progress = progress }, stop.Token));
        var failures = new List<ImportFailure>();
        await store.ImportAsync(file, new ImportOptions { AddCounters = true, Failures = new Callback<ImportFailure>(failures.Add) });
        Assert.All(failures, failure => Assert.Equal(PersistErrors.CounterImported, failure.Error.Error));
        Assert.Equal(1000, failures.Count);
        Assert.All(store.Scan(), item => Assert.Equal("1", item.Json));
    }

    [Fact]
    public async Task Two_imports_of_one_file_at_once_count_nothing_twice()
    {
        var file = await CountersAsync(2500);
        var store = await _stores.OpenAsync("here.db");
        var isFirst = true;
        var progress = new Callback<TransferProgress>(at =>
        {
            if (at.Step == TransferStep.Importing && isFirst)
            {
                isFirst = false;
                Assert.Equal(1500, store.ImportAsync(file, new ImportOptions { AddCounters = true }).GetAwaiter().GetResult().Imported - 1000);
            }
        });
        var failure = await Assert.ThrowsAsync<PersistException>(() => store.ImportAsync(file, new ImportOptions { AddCounters = true, Progress = progress }));
        Assert.Equal(PersistErrors.ImportBusy, failure.Error);
        Assert.All(store.Scan(), item => Assert.Equal("1", item.Json));
    }

    /// <summary>A file with counters of 1, which would take long to make one by one.</summary>
    private async Task<string> CountersAsync(int count)
    {
        using var stream = new MemoryStream();
        using var writer = new RecordWriter(stream);
        writer.Write(new ExportHeader(ExportFormat.Version, "transfer", "r", 0, 0, count));
        for (var i = 0; i < count; i++)
        {
            writer.Write(new ItemRecord($"c{i:D4}", "counter", "1", 0, "r", new Dictionary<string, long>()));
        }

        writer.End();
        await File.WriteAllBytesAsync(_stores.File("counters.jsonl"), stream.ToArray());
        return _stores.File("counters.jsonl");
    }

    private Task<string> FileAsync(int count) => _stores.ExportOfAsync(other =>
    {
        for (var i = 0; i < count; i++)
        {
            other.Set($"k{i}", $"{i}");
        }
    });
}
