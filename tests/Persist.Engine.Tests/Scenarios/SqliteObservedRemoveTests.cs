namespace Persist.Engine.Tests.Scenarios;

public sealed class SqliteObservedRemoveTests : ObservedRemove
{
    protected override Task<string> RemoteAsync(TemporaryFolder folder) => Task.FromResult(folder.File("hub.db"));
}
