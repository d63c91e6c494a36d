using Persist.Engine.Merge;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Remotes;

/// <content>What a remote tells for a comparison.</content>
public abstract partial class RemoteContract
{
    [ContractFact]
    public async Task The_content_is_told_in_numbers_that_every_remote_makes_alike()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        string[] keys = ["k", "K", "ü/1", "\U0001F600", "\uFFFD", "'\"\\x", .. Enumerable.Range(0, 40).Select(n => $"n{n}")];
        await a.PushAsync([.. keys.Select((key, n) => a.Put(key, n == 3 ? "\"😀 \\u0000\"" : $" {n}.0")), a.Put("gone", null)]);
        await b.PullAsync();
        var sums = ContentSums.Of(b.Cells.Values.Select(cell => (cell.Id, cell.Value)));
        var expected = b.Cells.Values.Select(cell => CellDigest.Of(cell.Id, cell.Value)).OrderBy(cell => cell.Id).ToList();
        await using (var content = await b.Remote.OpenContentAsync(b.Identity, 0, default))
        {
            Assert.Equal(1, content.Header.Head);
            Assert.Empty(content.Sums.DifferentFrom(sums));
            Assert.Equal($"{sums}", $"{content.Sums}");
            Assert.Equal(expected, await content.ReadAsync([.. Enumerable.Range(0, ContentSums.Buckets)], default).ToListAsync());
        }

        await a.PushAsync(a.Put("k", "0.0", 1));
        await using (var content = await b.Remote.OpenContentAsync(b.Identity, 0, default))
        {
            Assert.Equal([CellDigest.BucketOf("k")], content.Sums.DifferentFrom(sums));
            Assert.Contains(
                CellDigest.Of(CellKey.OfValue("k"), "0.0"), await content.ReadAsync([CellDigest.BucketOf("k")], default).ToListAsync());
        }
    }
}
