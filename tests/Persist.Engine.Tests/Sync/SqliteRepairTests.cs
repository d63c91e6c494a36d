namespace Persist.Engine.Tests.Sync;

public sealed class SqliteRepairTests : RepairSuite
{
    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
}
