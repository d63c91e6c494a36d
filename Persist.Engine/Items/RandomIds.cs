using System.Security.Cryptography;

namespace Persist.Engine.Items;

/// <summary>Random names that nobody has to hand out: for replicas, batches, openings of a file and remotes.</summary>
/// <param name="seeded">Where the bits come from in a test that must be repeatable; the system's secure source when null.</param>
internal sealed class RandomIds(Random? seeded = null)
{
    /// <summary>The system's secure source.</summary>
    public static RandomIds Secure { get; } = new();

    /// <summary>64 random bits in hexadecimal.</summary>
    public string Name() => Convert.ToHexString(Bytes()).ToLowerInvariant();

    /// <summary>A random number that is not negative.</summary>
    public long Number() => BitConverter.ToInt64(Bytes()) & long.MaxValue;

    private byte[] Bytes()
    {
        var bytes = new byte[8];
        if (seeded is null)
        {
            RandomNumberGenerator.Fill(bytes);
        }
        else
        {
            seeded.NextBytes(bytes);
        }

        return bytes;
    }
}
