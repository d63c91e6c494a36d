using System.Collections.Concurrent;
using System.Diagnostics;
using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Diagnostics;

/// <summary>What a tracer sees of the activity source <c>Persist</c>.</summary>
public sealed class SpansTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public SpansTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Persist",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_sync_is_a_span_with_its_pulls_and_pushes_inside()
    {
        await using var pair = await DiagnosedPair.OpenAsync();
        pair.Here.Set("k", "1");
        await pair.Here.SyncAsync();
        var sync = SyncOf(pair.Name);
        Assert.Equal((1L, 0L, pair.Here.Remote), (sync.GetTagItem("persist.pushed"), sync.GetTagItem("persist.pulled"), sync.GetTagItem("persist.remote")));
        var inside = _ended.Where(span => span.ParentSpanId == sync.SpanId && span.TraceId == sync.TraceId).ToList();
        Assert.Contains(inside, span => span.OperationName == "persist.pull");
        Assert.Equal(1, Assert.Single(inside, span => span.OperationName == "persist.push").GetTagItem("persist.operations"));
    }

    [Fact]
    public async Task A_sync_belongs_to_the_span_of_its_caller()
    {
        await using var pair = await DiagnosedPair.OpenAsync();
        using var caller = new Activity("caller").Start();
        await pair.Here.SyncAsync();
        Assert.Equal(caller.SpanId, SyncOf(pair.Name).ParentSpanId);
    }

    [Fact]
    public async Task The_background_is_no_part_of_the_call_that_opened_the_store()
    {
        using var caller = new Activity("caller").Start();
        using var folder = new TemporaryFolder();
        var name = $"diagnosed-{Guid.NewGuid():N}";
        var options = new PersistStoreOptions { Name = name, Path = folder.File("a.db"), Remote = folder.File("hub.db"), Suspended = true };
        await using var store = await PersistStore.OpenAsync(options);
        var synced = new TaskCompletionSource();
        store.Synced += (_, _) => synced.SetResult();
        store.Set("k", "1");
        store.Resume();
        await synced.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await store.DisposeAsync();
        Assert.Equal(default, SyncOf(name).ParentSpanId);
    }

    [Fact]
    public async Task A_failure_marks_the_span()
    {
        using var folder = new TemporaryFolder();
        var options = new PersistStoreOptions { Name = $"diagnosed-{Guid.NewGuid():N}", Path = folder.File("a.db"), Remote = folder.File("away/hub.db"), Suspended = true };
        await using var store = await PersistStore.OpenAsync(options);
        await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync());
        var sync = SyncOf(options.Name);
        Assert.Equal((ActivityStatusCode.Error, "RemoteOffline"), (sync.Status, sync.GetTagItem("error.type")));
    }

    private Activity SyncOf(string store) =>
        _ended.First(span => span.OperationName == "persist.sync" && (string?)span.GetTagItem("persist.store") == store);
}
