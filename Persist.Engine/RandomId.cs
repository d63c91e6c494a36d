using System.Security.Cryptography;

namespace Persist.Engine;

/// <summary>Random names that nobody has to hand out.</summary>
internal static class RandomId
{
    /// <summary>64 random bits in hexadecimal: for replicas, batches and remotes of one store.</summary>
    public static string New() => Convert.ToHexString(RandomNumberGenerator.GetBytes(8)).ToLowerInvariant();

    /// <summary>A random number that is not negative.</summary>
    public static long Number() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & long.MaxValue;
}
