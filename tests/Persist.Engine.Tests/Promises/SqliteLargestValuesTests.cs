namespace Persist.Engine.Tests.Promises;

public sealed class SqliteLargestValuesTests : LargestValues
{
    protected override Task<string> AddressAsync() => Task.FromResult(InFolder("hub.db"));
}
