namespace Persist.Engine.Tests.Sync;

public sealed class SqliteResyncTests : ResyncSuite
{
    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
}
