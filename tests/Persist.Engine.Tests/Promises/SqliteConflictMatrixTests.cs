namespace Persist.Engine.Tests.Promises;

public sealed class SqliteConflictMatrixTests : ConflictMatrix
{
    [Theory]
    [MemberData(nameof(Cases))]
    [Trait("Scenario", "12")]
    public Task Both_ends_are_the_same_with_one_conflict_where_there_was_one(SyncStrategy strategy, Act first, Act second, bool secondIsLater) =>
        BothEndsAreTheSameAsync(strategy, first, second, secondIsLater);

    protected override Task<string> RemoteAsync(TemporaryFolder folder) => Task.FromResult(folder.File("hub.db"));
}
