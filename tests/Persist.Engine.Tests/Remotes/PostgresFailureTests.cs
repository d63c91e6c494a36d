using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Remotes.Postgres;

namespace Persist.Engine.Tests.Remotes;

public sealed class PostgresFailureTests
{
    [Fact]
    public void A_connection_that_ended_is_told_in_words_of_the_network()
    {
        var ended = new NpgsqlException("Exception while reading from stream", new EndOfStreamException("Attempted to read past the end of the stream."));
        var failure = PostgresFailure.Translate(ended, "postgres://db/app");
        Assert.Equal(PersistErrors.RemoteOffline, failure.Error);
        Assert.Equal(
            "The remote postgres://db/app cannot be reached: the connection was closed from there. Changes are kept here, and sent when it can be reached again.",
            failure.Message);
    }
}
