using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Diagnostics;

/// <summary>What a collector sees of the meter <c>Persist</c>.</summary>
public sealed class MeasuresTests : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _seen = new();

    public MeasuresTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Persist")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => See(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task What_syncs_move_is_counted_for_each_store()
    {
        await using var pair = await DiagnosedPair.OpenAsync();
        var results = await pair.CollideAsync();
        Assert.Equal(2, Sum("persist.sync.pushed", pair.Name));
        Assert.Equal(results.Sum(result => result.Pulled), Sum("persist.sync.pulled", pair.Name));
        Assert.Equal(2, Sum("persist.sync.conflicts", pair.Name)); // both replicas have it in their logs
        Assert.Equal(0, Sum("persist.sync.failures", pair.Name));
        var durations = Of("persist.sync.duration", pair.Name);
        Assert.Equal(3, durations.Count);
        Assert.All(durations, duration => Assert.InRange(duration.Value, double.Epsilon, 60));
    }

    [Fact]
    public async Task A_failure_is_counted_by_its_error_id()
    {
        using var folder = new TemporaryFolder();
        var name = $"diagnosed-{Guid.NewGuid():N}";
        await using var store = await PersistStore.OpenAsync(new PersistStoreOptions
        {
            Name = name,
            Path = folder.File("a.db"),
            Remote = folder.File("away/hub.db"),
            Suspended = true,
        });
        await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync());
        var failure = Assert.Single(Of("persist.sync.failures", name));
        Assert.Equal((1d, "RemoteOffline"), (failure.Value, failure.Tags["error.type"]));
        Assert.Equal("RemoteOffline", Assert.Single(Of("persist.sync.duration", name)).Tags["error.type"]);
    }

    [Fact]
    public async Task What_waits_is_shown_while_the_store_is_open()
    {
        string name;
        await using (var pair = await DiagnosedPair.OpenAsync())
        {
            name = pair.Name;
            pair.Here.SetMany([new("a", "1"), new("b", "2")]);
            _listener.RecordObservableInstruments();
            Assert.Equal([0d, 2d], Of("persist.queue.pending", name).Select(seen => seen.Value).Order());
        }

        _seen.Clear();
        _listener.RecordObservableInstruments();
        Assert.Empty(Of("persist.queue.pending", name));
    }

    private void See(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _seen.Enqueue((instrument.Name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value)));

    private List<(string Name, double Value, Dictionary<string, object?> Tags)> Of(string instrument, string store) =>
        [.. _seen.Where(seen => seen.Name == instrument && (string?)seen.Tags["persist.store"] == store)];

    private double Sum(string instrument, string store) => Of(instrument, store).Sum(seen => seen.Value);
}
