namespace Persist.Engine.Tests.Promises;

public sealed class SqliteConcurrentEditsTests : ConcurrentEdits
{
    protected override Task<string> RemoteAsync(TemporaryFolder folder) => Task.FromResult(folder.File("hub.db"));
}
