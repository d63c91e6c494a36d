using System.Text.RegularExpressions;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Remotes;

/// <summary>The statements that <c>docs/remote.md</c> gives to an administrator.</summary>
[Collection(PostgresCollection.Name)]
public sealed class RemotePageTests(PostgresServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    public async Task They_say_what_there_is_and_remove_one_store_and_no_other()
    {
        var database = await server.CreateDatabaseAsync();
        await CollideAsync(database, "my-app");
        var first = new List<object?>();
        foreach (var statement in await StatementsAsync(removal: false))
        {
            first.Add(await PostgresServer.ExecuteAsync(database, statement));
        }

        Assert.Equal(["my-app", "my-app", "my-app", "user/1"], first);

        await CollideAsync(database, "gone");
        foreach (var statement in await StatementsAsync(removal: true))
        {
            await PostgresServer.ExecuteAsync(database, statement);
        }

        foreach (var table in Sync.LineageScene.Tables)
        {
            Assert.Equal("my-app", await PostgresServer.ExecuteAsync(database, $"SELECT string_agg(DISTINCT store, ',') FROM persist.{table}"));
        }
    }

    // Two replicas, an item, and a conflict about it.
    private async Task CollideAsync(string database, string name)
    {
        await using var here = await OpenAsync(database, name);
        await using var there = await OpenAsync(database, name);
        here.Set("user/1", """{"name":"Ada"}""");
        there.Set("user/1", """{"name":"Grace"}""");
        await here.SyncAsync();
        await there.SyncAsync();
    }

    private Task<PersistStore> OpenAsync(string database, string name) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = name,
        Path = _folder.File($"{Guid.NewGuid():n}.db"),
        Remote = database,
        Suspended = true,
    });

    private static async Task<IEnumerable<string>> StatementsAsync(bool removal)
    {
        var page = await File.ReadAllTextAsync(Repository.File("docs", "remote.md"));
        return Regex.Matches(page, "```sql\n(.*?)```", RegexOptions.Singleline)
            .Select(block => block.Groups[1].Value)
            .Where(statement => statement.StartsWith("DELETE", StringComparison.Ordinal) == removal);
    }
}
