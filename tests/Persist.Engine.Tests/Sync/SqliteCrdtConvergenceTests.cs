namespace Persist.Engine.Tests.Sync;

public sealed class SqliteCrdtConvergenceTests : CrdtConvergence
{
    protected override int Histories => 40;

    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
}
