namespace Persist.Engine.Tests.Sync;

public sealed class SqliteForkTests : ForkSuite
{
    protected override int Histories => 25;

    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
}
