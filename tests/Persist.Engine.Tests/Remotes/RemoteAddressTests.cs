using System.Net;
using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Remotes.Postgres;

namespace Persist.Engine.Tests.Remotes;

public sealed class RemoteAddressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("./hub.db")]
    [InlineData("hub.db")]
    [InlineData("HUB.SQLite3")]
    [InlineData("sub/hub")]
    [InlineData("./db01.corp.example")]
    [InlineData("./a=b.db")]
    public async Task A_path_is_a_hub(string address)
    {
        await using var remote = RemoteAddress.Resolve(address, null, TimeProvider.System);
        Assert.Equal(Path.GetFullPath(address), remote.Description);
        Assert.False(File.Exists(remote.Description));
    }

    [Theory]
    [InlineData("postgres://ada:s3cret@db.example/app", "postgres://ada@db.example:5432/app")]
    [InlineData("postgresql://ada@db.example:6543", "postgres://ada@db.example:6543/ada")]
    [InlineData("postgres://a%40b:p%2Fs%3A@[::1]:7/d%20b", "postgres://a@b@[::1]:7/d b")]
    [InlineData("postgres://ada@/app?host=/run/x&port=7", "postgres://ada@/app?host=/run/x&port=7")]
    [InlineData("postgres://ada@one:1,two:2/app", "postgres://ada@one:1,two:2/app")]
    [InlineData("postgres://ada@one:1,two:2/app?target_session_attrs=primary", "postgres://ada@one:1,two:2/app")]
    [InlineData("Host=db;Username=ada;Password=s3cret", "postgres://ada@db:5432/ada")]
    [InlineData("Server=db;Port=6;Database=app;User Id=ada;Password='a;b=c://d'", "postgres://ada@db:6/app")]
    public async Task A_server_is_described_without_its_password(string address, string description)
    {
        await using var remote = RemoteAddress.Resolve(address, null, TimeProvider.System);
        Assert.IsType<PostgresRemote>(remote);
        Assert.Equal(description, remote.Description);
    }

    [Theory]
    [InlineData("hub", "UnknownRemote")]
    [InlineData("", "UnknownRemote")]
    [InlineData("db01.corp.example", "UnknownRemote")]
    [InlineData("db01.corp.example:5432", "UnknownRemote")]
    [InlineData("127.0.0.1", "UnknownRemote")]
    [InlineData("localhost:5432", "UnknownRemote")]
    [InlineData("mysql://ada:s3cret@db/app", "UnknownRemote")]
    [InlineData("ada:s3cret@db", "UnknownRemote")]
    [InlineData("Database=app;Password=s3cret", "InvalidRemoteAddress")]
    [InlineData("Host=db;Password=s3cret;Port=s3cret", "InvalidRemoteAddress")]
    [InlineData("Host=db;s3=x;Password=s3cret.db", "InvalidRemoteAddress")]
    [InlineData("foo;Password=s3cret.db", "InvalidRemoteAddress")]
    [InlineData("Host=db;Port=65536;Password=s3cret", "InvalidRemoteAddress")]
    [InlineData("postgres://ada:s3cret@db:99999/app", "InvalidRemoteAddress")]
    [InlineData("postgres://ada:s3cret@one:1,two:99999/app", "InvalidRemoteAddress")]
    [InlineData("Host=db;Password='s3cret", "InvalidRemoteAddress")]
    [InlineData("Host=db;SSL Mode=s3cret", "InvalidRemoteAddress")]
    [InlineData("postgres://ada:s3cret%zz@db/app", "InvalidRemoteAddress")]
    [InlineData("postgres://ada:s3cret@db:s3cret/app", "InvalidRemoteAddress")]
    [InlineData("postgres://ada@db/app?sslmode=s3cret", "InvalidRemoteAddress")]
    [InlineData("postgres://ada@db/app?frob=s3cret", "InvalidRemoteAddress")]
    [InlineData("Host=db;Password=x;s3cret=y;Database=app", "InvalidRemoteAddress")]
    [InlineData("Host=db;Pwd=x;y;s3cret=z", "InvalidRemoteAddress")]
    [InlineData("Host=db;SSL Password=x;s3cret=y", "InvalidRemoteAddress")]
    [InlineData("postgres://ada@db/app?password=x&s3cret=y", "InvalidRemoteAddress")]
    [InlineData("postgres://ada@db/app?sslpassword=x&s3cret=y", "InvalidRemoteAddress")]
    [InlineData("postgres://ada:x?s3cret=y@db/app", "InvalidRemoteAddress")]
    [InlineData("postgres://ada:12/s3cret@db/app", "InvalidRemoteAddress")]
    [InlineData("postgres://ada:x@y?s3cret=z@db/app", "InvalidRemoteAddress")]
    [InlineData("postgres://ada@db/app?service=nowhere&password=s3cret", "InvalidRemoteAddress")]
    public void What_cannot_be_used_is_refused_without_repeating_secrets(string address, string error)
    {
        var refused = Assert.Throws<PersistException>(() => RemoteAddress.Resolve(address, null, TimeProvider.System));
        Assert.Equal(error, refused.Error.Id);
        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hots=db;Password=x", "the setting 'hots' is not known")]
    [InlineData("Host=db;Password=x;Port=y", "the setting 'port' has a value that cannot be used")]
    [InlineData("Host=db;Password=x;y=z", "a setting after the password is not known; a password that holds ';' stands in quotation marks")]
    [InlineData("postgres://ada@db/app?frob=1", "the setting 'frob' is not known")]
    [InlineData("postgres://ada@db/app?sslmode=frob", "the setting 'sslmode' has a value that cannot be used")]
    [InlineData("postgres://ada@db/app?password=x&y=z", "a setting after the password is not known; a '&' in a password is written %26")]
    [InlineData("postgres://ada:x/y@db/app", "an '@' stands after the first '/' or '?'; within a user or password write '/' as %2F and '?' as %3F, and elsewhere '@' as %40")]
    public void What_is_wrong_with_an_address_is_said(string address, string reason)
    {
        var refused = Assert.Throws<PersistException>(() => RemoteAddress.Resolve(address, null, TimeProvider.System));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_goes_before_what_the_address_says()
    {
        var address = PostgresAddress.FromConnectionString("Host=db;Database=app;Username=ada;Password=old");
        await using var remote = address.Open(new NetworkCredential("eve", "new"), TimeProvider.System);
        Assert.Equal("postgres://eve@db:5432/app", remote.Description);
        Assert.Equal("new", address.Settings.Password);
    }

    [Fact]
    public void An_address_says_what_libpq_would_understand()
    {
        var settings = PostgresAddress.FromUri(
            "postgres://a%40b:p%2Fs%3A%40@db/app?sslmode=verify-full&connect_timeout=9&application_name=x&channel_binding=require", _ => null).Settings;
        Assert.Equal(("a@b", "p/s:@", "app"), (settings.Username, settings.Password, settings.Database));
        Assert.Equal((SslMode.VerifyFull, 9, "x", ChannelBinding.Require), (settings.SslMode, settings.Timeout, settings.ApplicationName, settings.ChannelBinding));
    }

    [Fact]
    public void Everything_can_come_from_the_environment()
    {
        var settings = FromEnvironment(
            ("PGHOST", "db"), ("PGPORT", "7"), ("PGDATABASE", "app"), ("PGUSER", "ada"), ("PGPASSWORD", "x"), ("PGSSLMODE", "require"), ("PGSSLROOTCERT", "/ca.pem"));
        Assert.Equal(("db", 7, "app", "ada", "x"), (settings.Host, settings.Port, settings.Database, settings.Username, settings.Password));
        Assert.Equal((SslMode.Require, "/ca.pem"), (settings.SslMode, settings.RootCertificate));
    }

    [Fact]
    public void Without_an_environment_it_is_this_machine_and_this_user()
    {
        var settings = FromEnvironment();
        Assert.Equal(Directory.Exists("/var/run/postgresql") ? "/var/run/postgresql" : "localhost", settings.Host);
        Assert.Equal((Environment.UserName, Environment.UserName, 5432), (settings.Username, settings.Database, settings.Port));
    }

    [Fact]
    public void A_service_comes_after_the_address_and_before_the_environment()
    {
        File.WriteAllText(_folder.File("services"), "# mine\n[other]\nhost=no\n[work]\nhost = db\nport=7\nuser=ada\n\n[last]\nuser=no\n");
        var variables = Variables(("PGSERVICEFILE", _folder.File("services")), ("PGSERVICE", "work"), ("PGPORT", "8"), ("PGDATABASE", "app"));
        var settings = PostgresAddress.FromUri("postgres://eve@", variables).Settings;
        Assert.Equal(("eve", "db", 7, "app"), (settings.Username, settings.Host, settings.Port, settings.Database));
    }

    [Fact]
    public void A_service_that_nobody_defined_is_named()
    {
        var refused = Assert.Throws<PersistException>(() => FromEnvironment(("PGSERVICE", "work"), ("PGSERVICEFILE", _folder.File("none"))));
        Assert.Contains("'work'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File("none"), refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("db.example", SslMode.Require)]
    [InlineData("10.0.0.1", SslMode.Require)]
    [InlineData("localhost,db", SslMode.Require)]
    [InlineData("localhost", SslMode.Prefer)]
    [InlineData("127.0.0.1", SslMode.Prefer)]
    [InlineData("::1", SslMode.Prefer)]
    [InlineData("/var/run/postgresql", SslMode.Disable)]
    public void Other_machines_are_spoken_to_in_secret(string host, SslMode mode)
    {
        Assert.Equal(mode, PostgresDefaults.Complete(new NpgsqlConnectionStringBuilder { Host = host }).SslMode);
        Assert.Equal(SslMode.Disable, PostgresDefaults.Complete(new NpgsqlConnectionStringBuilder { Host = host, SslMode = SslMode.Disable }).SslMode);
        Assert.Equal(SslMode.VerifyFull, PostgresDefaults.Complete(new NpgsqlConnectionStringBuilder($"Host={host};SSL Mode=VerifyFull")).SslMode);
    }

    private static NpgsqlConnectionStringBuilder FromEnvironment(params (string Name, string Value)[] variables) =>
        PostgresAddress.FromEnvironment(Variables(variables)).Settings;

    private static Func<string, string?> Variables(params (string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(variable => variable.Name == name).Value;
}
