using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Remotes;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Remotes;

/// <summary>A server that encrypts, with a certificate that an authority of the test's has signed for localhost.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly PostgresServer _server = PostgresServer.OfItsOwn();
    private readonly TemporaryFolder _folder = new();
    private string _database = "";
    private string _authority = "";

    public async Task InitializeAsync()
    {
        if (PostgresServer.Missing is not null)
        {
            return;
        }

        await _server.InitializeAsync();
        _database = await _server.CreateDatabaseAsync();
        using var authority = Authority("trusted");
        _authority = Written("trusted.pem", authority.ExportCertificatePem());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Signed(authority, key, "localhost");
        await InstallAsync("server.key", key.ExportPkcs8PrivateKeyPem());
        await InstallAsync("server.crt", certificate.ExportCertificatePem());
        await PostgresServer.ExecuteAsync(_database, "ALTER SYSTEM SET ssl = on");
        await PostgresServer.ExecuteAsync(_database, "SELECT pg_reload_conf()");
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [PostgresFact]
    public async Task A_sync_is_encrypted_where_the_address_asks_for_it_and_where_it_leaves_it_open()
    {
        foreach (var address in new[]
        {
            Address("localhost", "sslmode=require"),
            Address("localhost", $"sslmode=verify-full&sslrootcert={_authority}"),
            Address("127.0.0.1", $"sslmode=verify-ca&sslrootcert={_authority}"),
            Address("localhost", ""),
        })
        {
            await using var store = await PersistStore.OpenAsync(new PersistStoreOptions
            {
                Name = "tls",
                Path = _folder.File($"{Guid.NewGuid():n}.db"),
                Remote = address,
                Suspended = true,
            });
            store.Set("k", "1");
            await store.SyncAsync();
            Assert.Equal(true, await PostgresServer.ExecuteAsync(
                _database, "SELECT bool_and(s.ssl) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.application_name = 'Persist'"));
        }
    }

    [PostgresFact]
    public async Task A_server_that_cannot_be_trusted_gets_nothing_and_the_error_says_what_to_do()
    {
        using var other = Authority("another");
        foreach (var (host, query, reason) in new[]
        {
            ("localhost", "sslmode=verify-full", "no authority known here"),
            ("localhost", $"sslmode=verify-ca&sslrootcert={Written("another.pem", other.ExportCertificatePem())}", "no authority known here"),
            ("127.0.0.1", $"sslmode=verify-full&sslrootcert={_authority}", "another name"),
            ("localhost", $"sslmode=verify-full&sslrootcert={_folder.File("missing.pem")}", "missing.pem"),
            ("localhost", $"sslmode=verify-full&sslrootcert={Written("broken.pem", "no certificate")}", "cannot be read"),
        })
        {
            await using var remote = RemoteAddress.Resolve(Address(host, query), null, TimeProvider.System);
            var refused = await RemoteContract.RefusedAsync(PersistErrors.RemoteCertificate, () => remote.ConnectAsync(new ReplicaIdentity("s", "a", "a"), default));
            Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
            Assert.Contains("sslrootcert", refused.Message, StringComparison.Ordinal);
        }
    }

    private string Address(string host, string query)
    {
        var settings = new NpgsqlConnectionStringBuilder(_database);
        return $"postgres://{settings.Username}:{settings.Password}@{host}:{settings.Port}/{settings.Database}?{query}";
    }

    private string Written(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    // The server's own user writes it, who alone may read the key.
    private async Task InstallAsync(string name, string pem) => await PostgresServer.ExecuteAsync(
        _database, $"COPY (SELECT unnest(string_to_array('{pem}', E'\\n'))) TO PROGRAM 'umask 077; cat > {name}'");

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Signed(X509Certificate2 authority, ECDsa key, string host)
    {
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddHours(1), [1, 2, 3, 4]);
    }
}
