using System.Text.Json;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>A pull breaks off anywhere, in pushes that are larger than a page.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PushBoundaryTests(PostgresServer server) : PostgresScenario(server)
{
    private const int Fields = SyncLimits.PageRows + 1000;

    [PostgresFact]
    [Trait("Scenario", "19")]
    public async Task Wherever_a_pull_breaks_off_a_write_that_is_larger_than_a_page_is_there_as_a_whole_or_not_at_all()
    {
        var database = await DatabaseAsync();
        await using var proxy = new TcpProxy(Server.Host, Server.Port);
        await using var writer = await OpenAsync(database);
        await using var reader = await OpenAsync(Through(proxy, database), writer.Name);
        Write(writer, "first", 1);
        Write(writer, "second", 1);
        await SyncAllAsync(writer, reader);
        var (broken, whole) = (new HashSet<(int, int)>(), proxy.Passed);
        for (var (version, fifths) = (2, 1); fifths <= 4; version++, fifths++)
        {
            Write(writer, "first", version);
            await writer.SyncAsync();
            Write(writer, "second", version);
            await writer.SyncAsync();
            proxy.CutAnswersAfter(fifths * whole / 5);
            await FailsForNowAsync(reader);
            var there = (First: VersionOf(reader, "first"), Second: VersionOf(reader, "second"));
            Assert.Contains(there, new[] { (version - 1, version - 1), (version, version - 1) });
            broken.Add((version - there.First, version - there.Second));
            proxy.Heal();
            await reader.SyncAsync();
            Assert.Equal((version, version), (VersionOf(reader, "first"), VersionOf(reader, "second")));
        }

        Assert.Equal(2, broken.Count); // some broke off in the first push, some in the second
    }

    // One write, and so one push, whatever its size.
    private static void Write(PersistStore store, string key, int version) =>
        store.SetFields(key, [.. Enumerable.Range(0, Fields).Select(i => KeyValuePair.Create($"{i:d5}", $"{version}"))]);

    private static int VersionOf(PersistStore store, string key)
    {
        var fields = JsonSerializer.Deserialize<Dictionary<string, int>>(store.Get(key)!.Json)!;
        Assert.Equal(Fields, fields.Count);
        return Assert.Single(fields.Values.Distinct());
    }
}
