using System.Text.RegularExpressions;
using Persist.Engine.Errors;
using Persist.Engine.Remotes;
using Persist.Engine.Remotes.Postgres;

namespace Persist.Engine.Tests.Fuzz;

/// <summary>Any text is an address or is refused as one, and no message repeats what may be a password.</summary>
public sealed partial class AddressFuzzTests : IDisposable
{
    private static readonly string[] Variables =
        ["PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSFILE", "PGAPPNAME", "PGOPTIONS", "PGSSLMODE", "PGSSLROOTCERT", "PGCHANNELBINDING", "PGTARGETSESSIONATTRS", "PGCONNECT_TIMEOUT", "PGSERVICE"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_address_of_the_corpus()
    {
        foreach (var address in Corpus.Addresses)
        {
            await CheckAsync(() => RemoteAddress.Resolve(address, null, TimeProvider.System));
        }
    }

    [Fact]
    public async Task Addresses_that_nobody_thought_of() => await Cases.RunAsync(1500, async random =>
    {
        var address = Corpus.Mutated(Corpus.Addresses, random);
        // Where the secret is a keyword, or all that there is, nothing tells that it is one.
        var isSecret = !AsKeyword().IsMatch(address);
        await CheckAsync(() => RemoteAddress.Resolve(address, null, TimeProvider.System), repeats: !isSecret);
    });

    [Fact]
    public async Task Environments_and_service_files() => await Cases.RunAsync(800, async random =>
    {
        var values = Variables.Where(_ => random.Next(4) == 0).ToDictionary(name => name, _ => Corpus.Mutated(random.Next(2) == 0 ? Corpus.Texts : Corpus.Values, random));
        values["PGPASSWORD"] = "s3cret";
        values["PGSERVICEFILE"] = _folder.File("services");
        if (random.Next(2) == 0)
        {
            values["PGSERVICE"] = "work";
        }

        var lines = Enumerable.Range(0, 6).Select(_ => random.Next(3) switch
        {
            0 => "[work]",
            1 => Corpus.Mutated(Corpus.Texts, random),
            _ => $"{new[] { "host", "port", "user", "password", "sslmode", "dbname", "connect_timeout", "x" }[random.Next(8)]}={Corpus.Mutated(Corpus.Texts, random)}",
        });
        await File.WriteAllBytesAsync(_folder.File("services"), System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        await CheckAsync(() => PostgresAddress.FromEnvironment(values.GetValueOrDefault).Open(null, TimeProvider.System));
    });

    [GeneratedRegex(@"(^|[;?&])[^;?&=:@]*s3cret[^;?&=:@]*(=|$)|//.*[/#?].*s3cret")]
    private static partial Regex AsKeyword();

    private static async Task CheckAsync(Func<IRemote> open, bool repeats = false)
    {
        try
        {
            await using var remote = open();
            // A path may hold anything.
            Assert.True(remote is not PostgresRemote || repeats || !remote.Description.Contains(":s3cret@", StringComparison.Ordinal), remote.Description);
        }
        catch (PersistException refused)
        {
            Assert.Contains(refused.Error, (PersistError[])[PersistErrors.InvalidRemoteAddress, PersistErrors.UnknownRemote]);
            Assert.True(repeats || !refused.ToString().Contains("s3cret", StringComparison.Ordinal), refused.ToString());
        }
    }
}
